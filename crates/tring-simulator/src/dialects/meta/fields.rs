//! Reads the fields of a request body, refusing what Meta would refuse; writes those of answers.

use serde_json::{Map, Value};

use super::error::GraphError;

/// A JSON object of a request, with its place for error texts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a> {
    object: &'a Map<String, Value>,
    place: &'a str,
}

/// Reads a request body as one JSON object.
pub(crate) fn read(body: &[u8]) -> Result<Map<String, Value>, GraphError> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(GraphError::parameter(
            "the request body is not a JSON object",
        )),
        Err(error) => Err(GraphError::parameter(format!(
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
    /// The fields of a whole body, which must say that it is for WhatsApp.
    pub(crate) fn of_body(object: &'a Map<String, Value>) -> Result<Self, GraphError> {
        let fields = Self {
            object,
            place: "$root",
        };
        match fields.text("messaging_product")? {
            "whatsapp" => Ok(fields),
            other => Err(GraphError::parameter(format!(
                "messaging_product is `{other}`, it must be one of {{whatsapp}}"
            ))),
        }
    }

    pub(crate) fn of_object(object: &'a Map<String, Value>, place: &'a str) -> Self {
        Self { object, place }
    }

    /// A text that must be there and not be empty.
    pub(crate) fn text(self, name: &str) -> Result<&'a str, GraphError> {
        self.optional_text(name)?.ok_or_else(|| self.missing(name))
    }

    pub(crate) fn optional_text(self, name: &str) -> Result<Option<&'a str>, GraphError> {
        match self.object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Err(self.missing(name)),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(GraphError::parameter(format!(
                "Param {name} must be a string"
            ))),
        }
    }

    /// An object that must be there.
    pub(crate) fn object(self, name: &'a str) -> Result<Self, GraphError> {
        match self.object.get(name) {
            Some(Value::Object(object)) => Ok(Self {
                object,
                place: name,
            }),
            Some(_) => Err(GraphError::parameter(format!(
                "Param {name} must be a JSON object"
            ))),
            None => Err(self.missing(name)),
        }
    }

    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.object.get(name)
    }

    /// Refuses every field that is not in `known`.
    pub(crate) fn only(self, known: &[&str]) -> Result<(), GraphError> {
        match self
            .object
            .keys()
            .find(|key| !known.contains(&key.as_str()))
        {
            None => Ok(()),
            Some(key) => {
                let place = self.place;
                Err(GraphError::parameter(format!(
                    "Unexpected key \"{key}\" on param \"{place}\""
                )))
            }
        }
    }

    fn missing(self, name: &str) -> GraphError {
        GraphError::parameter(format!(
            "The parameter {name} is required on \"{}\"",
            self.place
        ))
    }
}
