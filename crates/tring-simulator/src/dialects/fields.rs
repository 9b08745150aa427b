//! Reads the fields of a request body, refusing what does not fit; writes those of answers.

use serde_json::{Map, Value};

/// What is wrong with a request body, as a sentence; each dialect puts it in its own form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit(pub(crate) String);

impl From<&str> for Misfit {
    fn from(sentence: &str) -> Self {
        Self(sentence.to_owned())
    }
}

impl From<String> for Misfit {
    fn from(sentence: String) -> Self {
        Self(sentence)
    }
}

/// A JSON object of a request, with its place for error texts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a> {
    object: &'a Map<String, Value>,
    place: &'a str,
}

/// Reads a request body as one JSON object.
pub(crate) fn read(body: &[u8]) -> Result<Map<String, Value>, Misfit> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Misfit::from("the request body is not a JSON object")),
        Err(error) => Err(Misfit::from(format!(
            "the request body is not JSON: {error}"
        ))),
    }
}

/// Adds or replaces a field of a JSON object that is being written.
pub(crate) fn set(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(name.to_owned(), value);
    }
}

impl<'a> Fields<'a> {
    /// The fields of a whole body.
    pub(crate) fn of_body(object: &'a Map<String, Value>) -> Self {
        Self::of_object(object, "$root")
    }

    pub(crate) fn of_object(object: &'a Map<String, Value>, place: &'a str) -> Self {
        Self { object, place }
    }

    /// A text that must be there and not be empty.
    pub(crate) fn text(self, name: &str) -> Result<&'a str, Misfit> {
        self.optional_text(name)?.ok_or_else(|| self.missing(name))
    }

    pub(crate) fn optional_text(self, name: &str) -> Result<Option<&'a str>, Misfit> {
        match self.object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Err(self.missing(name)),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Misfit::from(format!("Param {name} must be a string"))),
        }
    }

    /// An object that must be there.
    pub(crate) fn object(self, name: &'a str) -> Result<Self, Misfit> {
        match self.object.get(name) {
            Some(Value::Object(object)) => Ok(Self {
                object,
                place: name,
            }),
            Some(_) => Err(Misfit::from(format!("Param {name} must be a JSON object"))),
            None => Err(self.missing(name)),
        }
    }

    /// An object that may be absent.
    pub(crate) fn optional_object(self, name: &'a str) -> Result<Option<Self>, Misfit> {
        self.get(name).map(|_| self.object(name)).transpose()
    }

    /// All fields as they came.
    pub(crate) fn fields(self) -> &'a Map<String, Value> {
        self.object
    }

    /// A list that must be there.
    pub(crate) fn list(self, name: &str) -> Result<&'a [Value], Misfit> {
        match self.object.get(name) {
            Some(Value::Array(list)) => Ok(list),
            Some(_) => Err(Misfit(format!("Param {name} must be an array"))),
            None => Err(self.missing(name)),
        }
    }

    /// A text that must be one of `words`.
    pub(crate) fn word(self, name: &str, words: &[&str]) -> Result<&'a str, Misfit> {
        let text = self.text(name)?;
        if words.contains(&text) {
            return Ok(text);
        }
        let (place, words) = (self.place, words.join(", "));
        Err(Misfit(format!(
            "Param {name} on \"{place}\" is `{text}`, it must be one of {{{words}}}"
        )))
    }

    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// Refuses every field that is not in `known`.
    pub(crate) fn only(self, known: &[&str]) -> Result<(), Misfit> {
        match self
            .object
            .keys()
            .find(|key| !known.contains(&key.as_str()))
        {
            None => Ok(()),
            Some(key) => {
                let place = self.place;
                Err(Misfit::from(format!(
                    "Unexpected key \"{key}\" on param \"{place}\""
                )))
            }
        }
    }

    fn missing(self, name: &str) -> Misfit {
        Misfit::from(format!(
            "The parameter {name} is required on \"{}\"",
            self.place
        ))
    }
}
