//! The fields of a channel, made from what its provider needs; what is wrong with them; the request.

use std::collections::BTreeMap;

use tring_protocol::{
    channel::{ChannelDetails, ChannelDraft, ProviderInfo},
    phone::PhoneNumber,
};

use crate::channels::text;

/// What is in fields, by their names.
pub(crate) type Values = BTreeMap<String, String>;

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a sentence, in any script.
    Text,
    /// An id or an address: left to right in every script.
    Code,
    /// Something that is hidden while it is typed.
    Secret,
    /// A phone number.
    Phone,
    /// Several lines.
    Long,
    /// A whole number.
    Number,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its name in the request.
    pub(crate) name: String,
    /// What people call it.
    pub(crate) label: String,
    /// A sentence.
    pub(crate) help: String,
    /// Whether it can be left empty.
    pub(crate) required: bool,
    /// What it takes.
    pub(crate) kind: Kind,
    /// What it holds before anything is typed.
    pub(crate) initial: String,
}

impl Field {
    pub(crate) fn new(name: &str, label: &str, help: &str, kind: Kind) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            help: help.to_owned(),
            required: false,
            kind,
            initial: String::new(),
        }
    }

    pub(crate) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(crate) fn holding(mut self, initial: &str) -> Self {
        initial.clone_into(&mut self.initial);
        self
    }

    /// What it holds now.
    pub(crate) fn value(&self, typed: &Values) -> String {
        typed.get(&self.name).unwrap_or(&self.initial).clone()
    }
}

/// What a new channel at `provider` needs.
pub(crate) fn of_new(provider: &ProviderInfo) -> Vec<Field> {
    let mut fields = vec![
        Field::new("name", text::NAME, text::NAME_HELP, Kind::Text).required(),
        Field::new("number", text::NUMBER, text::NUMBER_HELP, Kind::Phone).required(),
    ];
    fields.extend(of_provider(provider));
    fields.push(Field::new(
        "base_url",
        text::BASE_URL,
        &text::base_url_help(&provider.base_url),
        Kind::Code,
    ));
    fields
}

/// What can be changed of a channel. Its webhook secret is rotated instead, so that no webhook is lost.
pub(crate) fn of_known(channel: &ChannelDetails, provider: Option<&ProviderInfo>) -> Vec<Field> {
    let name = Field::new("name", text::NAME, text::NAME_HELP, Kind::Text)
        .required()
        .holding(&channel.name);
    let mut fields = vec![name];
    for mut field in provider.map(of_provider).unwrap_or_default() {
        match field.name.as_str() {
            "webhook_secret" => continue,
            "number_id" => field.initial.clone_from(&channel.number_id),
            "account_id" => field.initial.clone_from(&channel.account_id),
            _ => {
                field.required = false;
                field.help = [text::SECRET_KEPT, &field.help].join(" ");
            }
        }
        fields.push(field);
    }
    let template = channel.permission_template.as_deref().unwrap_or_default();
    fields.push(
        Field::new(
            "permission_template",
            text::TEMPLATE_USED,
            text::TEMPLATE_USED_HELP,
            Kind::Code,
        )
        .holding(template),
    );
    fields.push(
        Field::new(
            "base_url",
            text::BASE_URL,
            text::BASE_URL_KNOWN_HELP,
            Kind::Code,
        )
        .required()
        .holding(&channel.base_url),
    );
    fields
}

fn of_provider(provider: &ProviderInfo) -> Vec<Field> {
    let fields = provider.fields.iter();
    fields
        .map(|field| Field {
            name: field.name.clone(),
            label: field.label.clone(),
            help: field.help.clone(),
            required: field.required,
            kind: if field.secret {
                Kind::Secret
            } else {
                Kind::Code
            },
            initial: String::new(),
        })
        .collect()
}

/// What is wrong, by field.
pub(crate) fn mistakes(fields: &[Field], typed: &Values) -> Values {
    let mistake = |field: &Field| {
        let value = field.value(typed);
        let value = value.trim();
        if value.is_empty() {
            return field.required.then(|| text::missing(&field.label));
        }
        match field.kind {
            Kind::Phone => value
                .parse::<PhoneNumber>()
                .err()
                .map(|error| error.to_string()),
            Kind::Number => value
                .parse::<u32>()
                .err()
                .map(|_| text::NOT_A_NUMBER.to_owned()),
            Kind::Text | Kind::Code | Kind::Secret | Kind::Long => None,
        }
    };
    let named = |field: &Field| Some((field.name.clone(), mistake(field)?));
    fields.iter().filter_map(named).collect()
}

/// The same sentence with the field's label where its name stands in backticks.
pub(crate) fn with_label(field: &Field, sentence: &str) -> String {
    sentence.replace(&["`", &field.name, "`"].concat(), &field.label)
}

/// The field that a refusal speaks of: its name in backticks, or its label.
pub(crate) fn spoken_of<'a>(fields: &'a [Field], sentence: &str) -> Option<&'a Field> {
    let is_named = |field: &&Field| sentence.contains(&["`", &field.name, "`"].concat());
    let is_called = |field: &&Field| sentence.contains(&field.label);
    let field = fields.iter().find(is_named);
    field.or_else(|| fields.iter().find(is_called))
}

/// Whether anything is not as it was.
pub(crate) fn is_changed(fields: &[Field], typed: &Values) -> bool {
    fields
        .iter()
        .any(|field| field.value(typed) != field.initial)
}

/// The request: every field that is not as it was.
pub(crate) fn draft(fields: &[Field], typed: &Values) -> ChannelDraft {
    let mut draft = ChannelDraft::default();
    for field in fields {
        let value = field.value(typed);
        if value != field.initial {
            put(&mut draft, &field.name, value.trim().to_owned());
        }
    }
    draft
}

fn put(draft: &mut ChannelDraft, name: &str, value: String) {
    let place = match name {
        "name" => &mut draft.name,
        "number" => &mut draft.number,
        "base_url" => &mut draft.base_url,
        "number_id" => &mut draft.number_id,
        "account_id" => &mut draft.account_id,
        "access_token" => &mut draft.access_token,
        "webhook_secret" => &mut draft.webhook_secret,
        "verify_token" => &mut draft.verify_token,
        "permission_template" => &mut draft.permission_template,
        // A field of a newer proxy than this page.
        _ => return,
    };
    *place = Some(value);
}

#[cfg(test)]
mod tests {
    use tring_protocol::channel::ChannelField;

    use super::*;

    fn provider() -> ProviderInfo {
        let field = |name: &str, label: &str, secret| ChannelField {
            name: name.to_owned(),
            label: label.to_owned(),
            help: "In the console.".to_owned(),
            required: true,
            secret,
        };
        ProviderInfo {
            name: "meta".to_owned(),
            title: "Meta Cloud API".to_owned(),
            base_url: "https://graph.example".to_owned(),
            fields: vec![
                field("number_id", "Phone number ID", false),
                field("access_token", "Access token", true),
                field("webhook_secret", "App secret", true),
            ],
            webhook_help: String::new(),
            webhook_fields: Vec::new(),
            create_template: true,
        }
    }

    fn channel() -> ChannelDetails {
        ChannelDetails {
            id: "channel_1".to_owned(),
            name: "Shop".to_owned(),
            number: "+15550001111".to_owned(),
            provider: "meta".to_owned(),
            provider_title: "Meta Cloud API".to_owned(),
            base_url: "https://graph.example".to_owned(),
            number_id: "1065".to_owned(),
            account_id: String::new(),
            permission_template: None,
            is_default: true,
            last_webhook_at: None,
            old_secret_until: None,
            readable: Vec::new(),
            writable: Vec::new(),
            limits: Vec::new(),
        }
    }

    fn typed(values: &[(&str, &str)]) -> Values {
        let value = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        values.iter().map(value).collect()
    }

    #[test]
    fn a_new_channel_asks_for_what_its_provider_needs() {
        let fields = of_new(&provider());
        let names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "name",
                "number",
                "number_id",
                "access_token",
                "webhook_secret",
                "base_url"
            ]
        );
        assert_eq!(fields[3].kind, Kind::Secret, "a token is hidden");
    }

    #[test]
    fn what_is_missing_is_said_at_each_field() {
        let mistakes = mistakes(&of_new(&provider()), &typed(&[("number", "12")]));
        let names: Vec<_> = mistakes.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "access_token",
                "name",
                "number",
                "number_id",
                "webhook_secret"
            ]
        );
    }

    #[test]
    fn a_known_channel_sends_only_what_was_changed() {
        let fields = of_known(&channel(), Some(&provider()));
        let draft = draft(
            &fields,
            &typed(&[("name", " Big shop "), ("number_id", "1065")]),
        );
        let expected = ChannelDraft {
            name: Some("Big shop".to_owned()),
            ..ChannelDraft::default()
        };
        assert!(draft == expected, "{draft:?}");
    }

    #[test]
    fn a_stored_secret_can_be_left_alone() {
        let fields = of_known(&channel(), Some(&provider()));
        assert_eq!(mistakes(&fields, &Values::new()), Values::new());
        assert!(!is_changed(&fields, &Values::new()), "nothing was typed");
    }

    #[test]
    fn a_refusal_that_names_a_field_belongs_to_it() {
        let fields = of_new(&provider());
        let name = |sentence| spoken_of(&fields, sentence).map(|field| field.name.as_str());
        assert_eq!(name("`number_id` is too long."), Some("number_id"));
        assert_eq!(name("The App secret is too short."), Some("webhook_secret"));
        assert_eq!(name("The server is busy."), None);
    }

    #[test]
    fn a_refusal_calls_a_field_as_people_do() {
        let fields = of_new(&provider());
        let said = with_label(&fields[2], "`number_id` is too long. Copy it again.");
        assert_eq!(said, "Phone number ID is too long. Copy it again.");
    }
}
