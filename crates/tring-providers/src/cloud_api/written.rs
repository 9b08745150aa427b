//! What a customer writes to the business, as webhooks bring it.
//!
//! From <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>; YCloud's and
//! Positus' messages have the same fields inside.

use serde_json::Value;

/// Where the words are: what was typed, the label of the button or of the line that was chosen, the words below a
/// picture.
const WORDS: &[&str] = &[
    "/text/body",
    "/button/text",
    "/interactive/button_reply/title",
    "/interactive/list_reply/title",
    "/image/caption",
    "/video/caption",
    "/document/caption",
];
/// What a customer can send that has no words of its own. A reaction, a change of number (`system`) and what WhatsApp
/// cannot show (`unsupported`) are no messages to the business.
const WORDLESS: &[&str] = &[
    "image",
    "video",
    "audio",
    "voice",
    "document",
    "sticker",
    "location",
    "contacts",
    "order",
    "interactive",
];

/// What one of `messages` says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Written {
    /// Its words; `None` for a picture and the like.
    pub(crate) words: Option<String>,
}

/// `None` for what is not written by a customer to the business alone: a message in a group is not.
pub(crate) fn written(message: &Value) -> Option<Written> {
    let is_there = |name: &str| message.get(name).is_some_and(|value| !value.is_null());
    if is_there("group_id") || is_there("groupId") {
        return None;
    }
    let mut places = WORDS.iter().filter_map(|place| message.pointer(place));
    let words = places
        .find_map(Value::as_str)
        .filter(|words| !words.is_empty())
        .map(str::to_owned);
    (words.is_some() || WORDLESS.iter().any(|name| is_there(name))).then_some(Written { words })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    #[expect(clippy::option_option, reason = "no message, or one without words")]
    fn check(message: &Value, expected: Option<Option<&str>>) {
        let seen = written(message).map(|written| written.words);
        assert_eq!(seen, expected.map(|words| words.map(str::to_owned)));
    }

    #[test]
    fn the_words_are_what_was_typed_or_chosen() {
        let said = |words| Some(Some(words));
        check(
            &json!({"type": "text", "text": {"body": "Stop"}}),
            said("Stop"),
        );
        let button = json!({"type": "button", "button": {"payload": "no", "text": "No calls"}});
        check(&button, said("No calls"));
        let reply = json!({"interactive": {"type": "button_reply", "button_reply": {"id": "1", "title": "Yes"}}});
        check(&reply, said("Yes"));
        let line = json!({"interactive": {"list_reply": {"id": "1", "title": "Call me", "description": "x"}}});
        check(&line, said("Call me"));
        let picture = json!({"type": "image", "image": {"id": "1", "caption": "Look"}});
        check(&picture, said("Look"));
    }

    #[test]
    fn a_picture_is_a_message_without_words() {
        check(&json!({"type": "audio", "audio": {"id": "1"}}), Some(None));
        check(
            &json!({"interactive": {"type": "nfm_reply", "nfm_reply": {}}}),
            Some(None),
        );
    }

    #[test]
    fn what_is_not_written_to_the_business_is_no_message() {
        check(
            &json!({"type": "reaction", "reaction": {"emoji": "+"}}),
            None,
        );
        check(
            &json!({"type": "system", "system": {"body": "changed"}}),
            None,
        );
        check(&json!({"type": "unsupported", "errors": []}), None);
        check(&json!({"type": "text", "text": {"body": ""}}), None);
        check(&json!({"text": {"body": "Hi all"}, "group_id": "G"}), None);
        check(&json!({}), None);
        check(&json!(7), None);
    }
}
