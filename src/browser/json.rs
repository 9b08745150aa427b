//! JSON, read and written by the browser's own parser: one decoder for requests, socket and tabs.

mod reader;

use js_sys::JSON;
use serde::{Serialize, de::DeserializeOwned};

/// Reads a value; `None` where the text is not JSON or not of this shape.
pub fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
    let value = JSON::parse(text).ok()?;
    T::deserialize(reader::Reader(value)).ok()
}

/// Writes a value.
pub fn write<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    let value = value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .ok()?;
    JSON::stringify(&value).ok().map(String::from)
}
