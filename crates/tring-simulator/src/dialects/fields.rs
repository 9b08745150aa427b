//! Reads the fields of a request body, refusing what does not fit; writes those of answers.

use std::convert::Infallible;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request},
    http::header::CONTENT_TYPE,
};
use serde_json::{Map, Value};

/// The longest body that is read; requests of calls have some thousand bytes.
const LONGEST_BODY: usize = 1024 * 1024;

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

/// A request body as it came. Nothing is refused before the dialect has looked at the credentials.
#[derive(Debug, Clone)]
pub(crate) struct Posted(Result<Bytes, Misfit>);

impl<S: Sync> FromRequest<S> for Posted {
    type Rejection = Infallible;

    async fn from_request(request: Request<Body>, _state: &S) -> Result<Self, Infallible> {
        let kind = request.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            let misfit = "the request's Content-Type is not application/json";
            return Ok(Self(Err(misfit.into())));
        }
        let body = to_bytes(request.into_body(), LONGEST_BODY).await;
        Ok(Self(body.map_err(|_| {
            Misfit(format!(
                "the request body is longer than {LONGEST_BODY} bytes, or broke off"
            ))
        })))
    }
}

/// Reads a request body as one JSON object.
///
/// Every document sends `Content-Type: application/json`, and Vobiz' says to; how another one is refused no document says.
pub(crate) fn read(body: &Posted) -> Result<Map<String, Value>, Misfit> {
    let body = body.0.as_ref().map_err(Misfit::clone)?;
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
