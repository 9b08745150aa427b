//! What the browser knows of time zones, countries and calendars (ECMA-402).

use js_sys::{Array, Date, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::js;

/// Every time zone by its IANA name, for suggestions; none where the browser has no list.
pub fn time_zones() -> Vec<String> {
    let list =
        intl().and_then(|intl| js::call(&intl, "supportedValuesOf", &[&"timeZone".into()]).ok());
    list.map(|list| {
        Array::from(&list)
            .iter()
            .filter_map(|zone| zone.as_string())
            .collect()
    })
    .unwrap_or_default()
}

/// The time zone of this computer, `Europe/Berlin`.
pub fn own_time_zone() -> Option<String> {
    let format = construct("DateTimeFormat", &[])?;
    let options = js::call(&format, "resolvedOptions", &[]).ok()?;
    js::text(&options, "timeZone")
}

/// Whether there is a time zone of this name.
pub fn is_time_zone(name: &str) -> bool {
    !name.is_empty() && date_in(Some(name)).is_some()
}

/// Today's date in this time zone, `2026-12-25`; here where there is no such zone.
pub fn today_in(time_zone: &str) -> String {
    let there = is_time_zone(time_zone).then(|| date_in(Some(time_zone)));
    there
        .flatten()
        .or_else(|| date_in(None))
        .unwrap_or_default()
}

/// A country's name in the page's language; `None` where there is no such country.
pub fn country_name(code: &str) -> Option<String> {
    let options = js::object(&[("type", "region".into()), ("fallback", "none".into())]);
    let names = construct("DisplayNames", &["en".into(), options.into()])?;
    js::call(&names, "of", &[&code.into()]).ok()?.as_string()
}

/// The date as Sweden writes it, which is ISO 8601.
fn date_in(time_zone: Option<&str>) -> Option<String> {
    let options = js::object(&[]);
    if let Some(time_zone) = time_zone {
        js::set(&options, "timeZone", &time_zone.into());
    }
    let now = Date::new_0();
    let date = js::call(&now, "toLocaleDateString", &[&"sv-SE".into(), &options]);
    date.ok()?.as_string()
}

fn intl() -> Option<JsValue> {
    js::get(&js_sys::global(), "Intl")
}

fn construct(class: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let class: Function = js::get(&intl()?, class)?.dyn_into().ok()?;
    let list = Array::new();
    for argument in arguments {
        list.push(argument);
    }
    Reflect::construct(&class, &list).ok()
}
