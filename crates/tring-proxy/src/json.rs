//! Reads a JSON body strictly, with a sentence that names the field where that fails.
//!
//! serde alone would fill an object's fields from a list, in the order in which they stand in our code, and its errors
//! name no field, speak of Rust's types, and repeat what came, which may be a secret.

use std::fmt::{self, Display};

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, Error, Expected, IntoDeserializer, Unexpected, Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::Value;

/// The largest whole number that JSON writes as `1e15` without losing any before it.
const LARGEST_EXACT: f64 = 9_007_199_254_740_991.0;

/// What the body says, or a sentence with what is wrong.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let value: Value =
        serde_json::from_slice(body).map_err(|error| format!("The body is not JSON: {error}."))?;
    if !value.is_object() {
        return Err("The body must be a JSON object.".to_owned());
    }
    from_value(value)
}

/// The same of a body that is JSON already.
pub(crate) fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    serde_path_to_error::deserialize(Strict(value)).map_err(|error| {
        let path = error.path().to_string();
        error.into_inner().sentence(&path)
    })
}

/// What is wrong with a value, without the value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    Type {
        wanted: &'static str,
        given: &'static str,
    },
    Range {
        wanted: &'static str,
    },
    Word {
        known: &'static [&'static str],
    },
    Missing {
        field: &'static str,
    },
    Other(String),
}

impl Problem {
    fn sentence(&self, path: &str) -> String {
        match self {
            Self::Type { wanted, given } => {
                format!("The body's `{path}` must be {wanted}, not {given}.")
            }
            Self::Range { wanted } => format!("The body's `{path}` must be {wanted}."),
            Self::Word { known } => {
                let words: Vec<_> = known.iter().map(|word| format!("`{word}`")).collect();
                format!("The body's `{path}` must be one of {}.", words.join(", "))
            }
            Self::Missing { field } if path == "." => format!("The body's `{field}` is missing."),
            Self::Missing { field } => format!("The body's `{path}.{field}` is missing."),
            Self::Other(what) => format!("The body's `{path}` cannot be read: {what}."),
        }
    }
}

impl Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence("."))
    }
}

impl std::error::Error for Problem {}

impl Error for Problem {
    fn custom<T: Display>(what: T) -> Self {
        Self::Other(what.to_string())
    }

    fn invalid_type(given: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::Type {
            wanted: wanted_in_words(wanted),
            given: given_in_words(given),
        }
    }

    fn invalid_value(_: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::Range {
            wanted: wanted_in_words(wanted),
        }
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Self {
        Self::Word { known }
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing { field }
    }
}

/// What serde's own visitors call their types, as people say it.
fn wanted_in_words(wanted: &dyn Expected) -> &'static str {
    match wanted.to_string().as_str() {
        "a string" => "text",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list",
        "u8" | "u16" => "a whole number from 0 to 65535",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" => "a whole number from 0",
        "i64" => "a whole number",
        "f64" => "a number",
        name if name.starts_with("struct ") || name == "a map" => "an object",
        _ => "as the API's description says",
    }
}

fn given_in_words(given: Unexpected<'_>) -> &'static str {
    match given {
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Bool(_) => "`true` or `false`",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a number",
        Unexpected::Float(_) => "a number with decimals",
        Unexpected::Str(_) | Unexpected::Char(_) | Unexpected::Bytes(_) => "text",
        Unexpected::Seq => "a list",
        Unexpected::Map => "an object",
        Unexpected::NewtypeStruct
        | Unexpected::Enum
        | Unexpected::UnitVariant
        | Unexpected::NewtypeVariant
        | Unexpected::TupleVariant
        | Unexpected::StructVariant
        | Unexpected::Other(_) => "this",
    }
}

/// A value that is read as exactly what it is.
struct Strict(Value);

impl Strict {
    fn unexpected(&self) -> Unexpected<'_> {
        match &self.0 {
            Value::Null => Unexpected::Unit,
            Value::Bool(value) => Unexpected::Bool(*value),
            Value::Number(value) => Unexpected::Float(value.as_f64().unwrap_or_default()),
            Value::String(value) => Unexpected::Str(value),
            Value::Array(_) => Unexpected::Seq,
            Value::Object(_) => Unexpected::Map,
        }
    }
}

impl IntoDeserializer<'_, Problem> for Strict {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Strict {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(value) => visit_number(&value, visitor),
            Value::String(value) => visitor.visit_string(value),
            Value::Array(items) => {
                visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Strict)))
            }
            Value::Object(fields) => {
                let fields = fields.into_iter().map(|(name, value)| (name, Self(value)));
                visitor.visit_map(MapDeserializer::new(fields))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        if self.0.is_object() {
            self.deserialize_any(visitor)
        } else {
            Err(Problem::invalid_type(self.unexpected(), &visitor))
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        if let Value::String(word) = self.0 {
            visitor.visit_enum(word.into_deserializer())
        } else {
            Err(Problem::Word { known })
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

/// `7.0` and `7e0` are whole numbers in JSON, as OpenAPI sees it.
fn visit_number<'de, V: Visitor<'de>>(
    number: &serde_json::Number,
    visitor: V,
) -> Result<V::Value, Problem> {
    if let Some(number) = number.as_u64() {
        return visitor.visit_u64(number);
    }
    if let Some(number) = number.as_i64() {
        return visitor.visit_i64(number);
    }
    let number = number.as_f64().unwrap_or_default();
    if number.fract() == 0.0 && number.abs() <= LARGEST_EXACT {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a whole number that an i64 has room for"
        )]
        return visitor.visit_i64(number as i64);
    }
    visitor.visit_f64(number)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Colour {
        Red,
        DarkBlue,
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    struct Part {
        #[serde(default)]
        size: Option<u32>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Whole {
        name: String,
        #[serde(default)]
        count: Option<u64>,
        #[serde(default)]
        colour: Option<Colour>,
        #[serde(default)]
        part: Option<Part>,
        #[serde(default)]
        parts: Vec<Part>,
        #[serde(default)]
        more: BTreeMap<String, bool>,
    }

    fn sentence(body: &str) -> String {
        read::<Whole>(body.as_bytes()).expect_err("a refusal")
    }

    #[test]
    fn a_body_is_read_as_it_is_meant() {
        let body = r#"{"name": "n", "count": 7.0, "colour": "dark_blue", "part": {"size": 1, "other": []},
            "parts": [{}, {"size": null}], "more": {"a": true}, "unknown": 1}"#;
        let whole: Whole = read(body.as_bytes()).unwrap();
        assert_eq!(
            (whole.count, whole.colour),
            (Some(7), Some(Colour::DarkBlue))
        );
        assert_eq!(whole.part, Some(Part { size: Some(1) }));
        assert_eq!((whole.parts.len(), whole.more.len()), (2, 1));
        let whole: Whole = read(br#"{"name": "n", "count": null, "part": null}"#).unwrap();
        assert_eq!((whole.count, whole.part), (None, None));
    }

    #[test]
    fn a_refusal_names_the_field_and_says_what_belongs_there() {
        for (body, expected) in [
            ("{}", "The body's `name` is missing."),
            (
                r#"{"name": 5}"#,
                "The body's `name` must be text, not a number.",
            ),
            (
                r#"{"name": null}"#,
                "The body's `name` must be text, not null.",
            ),
            (
                r#"{"name": "n", "count": "+4915112345678"}"#,
                "The body's `count` must be a whole number from 0, not text.",
            ),
            (
                r#"{"name": "n", "count": 1.5}"#,
                "The body's `count` must be a whole number from 0, not a number with decimals.",
            ),
            (
                r#"{"name": "n", "count": -1}"#,
                "The body's `count` must be a whole number from 0.",
            ),
            (
                r#"{"name": "n", "colour": "green"}"#,
                "The body's `colour` must be one of `red`, `dark_blue`.",
            ),
            (
                r#"{"name": "n", "colour": {"red": null}}"#,
                "The body's `colour` must be one of `red`, `dark_blue`.",
            ),
            (
                r#"{"name": "n", "part": [7]}"#,
                "The body's `part` must be an object, not a list.",
            ),
            (
                r#"{"name": "n", "parts": [{}, [7]]}"#,
                "The body's `parts[1]` must be an object, not a list.",
            ),
            (
                r#"{"name": "n", "parts": [{"size": 4294967296}]}"#,
                "The body's `parts[0].size` must be a whole number from 0 to 4294967295.",
            ),
            (
                r#"{"name": "n", "parts": {}}"#,
                "The body's `parts` must be a list, not an object.",
            ),
            (
                r#"{"name": "n", "more": {"a": 1}}"#,
                "The body's `more.a` must be `true` or `false`, not a number.",
            ),
            ("[\"n\"]", "The body must be a JSON object."),
            (
                "",
                "The body is not JSON: EOF while parsing a value at line 1 column 0.",
            ),
        ] {
            assert_eq!(sentence(body), expected, "{body}");
        }
    }
}
