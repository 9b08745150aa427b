//! Whether an answer has the shape of a sample: its keys with its types. More keys are allowed.

use serde_json::Value;

/// Fails where `answer` lacks a key of `sample`, or has another type there. What is `null` in the sample may be anything.
#[track_caller]
pub(crate) fn has_shape_of(sample: &str, answer: &Value) {
    let sample: Value = serde_json::from_str(sample).expect("a sample to be JSON");
    compare("", &sample, answer);
}

#[track_caller]
fn compare(path: &str, sample: &Value, answer: &Value) {
    match (sample, answer) {
        (Value::Null, _)
        | (Value::Bool(_), Value::Bool(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::String(_), Value::String(_)) => {}
        (Value::Array(sample), Value::Array(answer)) => {
            let first = sample.first().expect("a sample with an element");
            assert!(!answer.is_empty(), "{path} is empty: nothing to compare");
            for (element, number) in answer.iter().zip(0..) {
                compare(&format!("{path}[{number}]"), first, element);
            }
        }
        (Value::Object(sample), Value::Object(answer)) => {
            for (key, value) in sample {
                let path = format!("{path}.{key}");
                let given = answer.get(key);
                compare(
                    &path,
                    value,
                    given.unwrap_or_else(|| panic!("{path} is missing")),
                );
            }
        }
        _ => panic!("{path} is {answer}, where the sample has {sample}"),
    }
}
