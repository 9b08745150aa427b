//! Reading and calling what `web_sys` has no stable name for, without a panic where it is missing.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The property, unless it is missing, `undefined` or `null`.
pub(crate) fn get(target: &JsValue, name: &str) -> Option<JsValue> {
    field(target, name).filter(|value| !value.is_null())
}

/// The property, unless it is missing or `undefined`; a `null` is a value.
pub(crate) fn field(target: &JsValue, name: &str) -> Option<JsValue> {
    let value = Reflect::get(target, &JsValue::from_str(name)).ok();
    value.filter(|value| !value.is_undefined())
}

/// The property as a number.
pub(crate) fn number(target: &JsValue, name: &str) -> Option<f64> {
    get(target, name)?.as_f64()
}

/// The property as text.
pub(crate) fn text(target: &JsValue, name: &str) -> Option<String> {
    get(target, name)?.as_string()
}

/// Sets the property; a frozen object stays as it is.
pub(crate) fn set(target: &JsValue, name: &str, value: &JsValue) {
    // Only a frozen object refuses, and no caller passes one.
    let _ = Reflect::set(target, &JsValue::from_str(name), value);
}

/// An object with these properties.
pub(crate) fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        set(&object, name, value);
    }
    object
}

/// Calls a method; `Err` where it throws, and where there is no such method.
pub(crate) fn call(
    target: &JsValue,
    method: &str,
    arguments: &[&JsValue],
) -> Result<JsValue, JsValue> {
    let function: Function = get(target, method)
        .and_then(|value| value.dyn_into().ok())
        .ok_or_else(|| JsValue::from_str(&["there is no ", method].concat()))?;
    let list = Array::new();
    for argument in arguments {
        list.push(argument);
    }
    Reflect::apply(&function, target, &list)
}

/// What an exception says: `InvalidStateError: …`.
pub(crate) fn describe(exception: &JsValue) -> String {
    if let Some(text) = exception.as_string() {
        return text;
    }
    let name = text(exception, "name").unwrap_or_else(|| "Error".to_owned());
    let message = text(exception, "message").unwrap_or_default();
    [name, message].join(": ")
}
