//! The texts of the description are our code's own comments: what they say to who works on the code is left out.

use serde_json::Value;

/// Makes every description one for integrators.
pub(super) fn tidy(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if let Value::String(text) = value
                    && (name == "description" || name == "summary")
                {
                    *text = for_integrators(text);
                } else {
                    tidy(value);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Without paragraphs about Rust's own traits, and without links that lead nowhere outside the code.
fn for_integrators(text: &str) -> String {
    let paragraphs = text
        .split("\n\n")
        .filter(|part| !part.starts_with("`Debug`"));
    let text = paragraphs.collect::<Vec<_>>().join("\n\n");
    text.replace("[`", "`").replace("`]", "`")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // The page of the API told integrators what `Debug` leaves out.
    #[test]
    fn what_is_for_the_code_alone_is_left_out() {
        let mut description = json!({"schemas": [{
            "description": "The answer to [`Ask`].\n\n`Debug` leaves out the number.",
            "properties": {"description": {"type": "string", "description": "What for."}},
        }]});
        tidy(&mut description);
        let schema = &description["schemas"][0];
        assert_eq!(schema["description"], "The answer to `Ask`.");
        assert_eq!(
            schema["properties"]["description"]["description"],
            "What for."
        );
    }
}
