//! A channel as administrators see it, with the limits of its provider.

use tring_protocol::channel::{ChannelDetails, ChannelField, ProviderInfo};
use tring_providers::{
    provider::Capabilities,
    registry::{self, Entry},
};

use crate::{clock, store::channels::Channel};

/// The channel without its credentials.
pub fn details(channel: &Channel) -> ChannelDetails {
    let entry = registry::entry(&channel.provider);
    let now = clock::now();
    ChannelDetails {
        id: channel.id.clone(),
        name: channel.name.clone(),
        number: channel.number.clone(),
        provider: channel.provider.clone(),
        provider_title: entry
            .map_or(channel.provider.as_str(), |entry| entry.title)
            .to_owned(),
        base_url: channel.base_url.clone(),
        number_id: channel.number_id.clone(),
        account_id: channel.account_id.clone(),
        permission_template: channel
            .permission_template
            .as_ref()
            .map(ToString::to_string),
        is_default: channel.is_default,
        last_webhook_at: channel.last_webhook_at,
        old_secret_until: channel.old_secret_until.filter(|until| now < *until),
        readable: entry.map_or_else(Vec::new, |entry| entry.capabilities.readable.to_vec()),
        writable: entry.map_or_else(Vec::new, |entry| entry.capabilities.writable.to_vec()),
        limits: entry.map_or_else(Vec::new, |entry| limits(&entry.capabilities)),
    }
}

/// What a channel at this provider needs.
pub fn provider_info(entry: &Entry) -> ProviderInfo {
    let field = |field: &registry::Field| ChannelField {
        name: field.name.as_str().to_owned(),
        label: field.label.to_owned(),
        help: field.help.to_owned(),
        required: field.required,
        secret: field.name.is_secret(),
    };
    ProviderInfo {
        name: entry.name.to_owned(),
        title: entry.title.to_owned(),
        base_url: entry.base_url.to_owned(),
        fields: entry.fields.iter().map(field).collect(),
        webhook_help: entry.webhook_help.to_owned(),
        webhook_fields: entry
            .webhook_fields
            .iter()
            .map(|&field| field.to_owned())
            .collect(),
        create_template: entry.capabilities.create_template,
    }
}

/// The address for the provider's webhooks, from the last part that is told once.
pub fn webhook_url(public_url: &str, provider: &str, key: &str) -> String {
    format!(
        "{}/api/webhook/{provider}/{key}",
        public_url.trim_end_matches('/')
    )
}

/// What the provider cannot do, and what follows from it.
fn limits(can: &Capabilities) -> Vec<String> {
    let sentences = [
        (
            can.pre_accept,
            "The audio cannot be connected before a call is answered, so the first moment after Answer is silent.",
        ),
        (
            can.status_events,
            "The provider does not tell when the customer's phone rings or is picked up. A call you make counts as \
             answered when the customer is first heard.",
        ),
        (
            can.call_id_from_dial,
            "The provider gives no id to a call that you make. It is recognised by the two numbers, so there is one \
             call with a contact at a time.",
        ),
        (
            can.failure_reasons,
            "The provider does not say why a call failed.",
        ),
        (
            can.permission_query,
            "The provider cannot be asked whether a customer allows calls. What customers reply is remembered, and \
             whether a call is allowed shows when you make it.",
        ),
        (
            can.ask_by_message || can.ask_by_template,
            "Customers cannot be asked for the permission to be called, so the button is not there. They give it by \
             calling you, or in WhatsApp itself.",
        ),
        (
            can.ask_by_message || !can.ask_by_template,
            "Customers can be asked for the permission to be called by a template only.",
        ),
        (
            can.create_template || !can.ask_by_template,
            "The template that asks for the permission is made at the provider; enter its name here.",
        ),
        (
            !can.readable.is_empty() || !can.writable.is_empty(),
            "The calling settings can be neither read nor changed from here. See to them at the provider.",
        ),
        (
            can.readable.is_empty() || !can.writable.is_empty(),
            "The calling settings can be read here, but changed at the provider only.",
        ),
        (
            can.page_context,
            "What a call button or link was given does not arrive with the call.",
        ),
        (
            can.digits,
            "Digits cannot be sent in a call, so there is no keypad.",
        ),
        (
            can.signed_webhooks,
            "Webhooks are not signed. Whoever knows the webhook address, and the secret where there is one, can send \
             them: keep both to yourself.",
        ),
    ];
    sentences
        .into_iter()
        .filter(|(is_there, _)| !is_there)
        .map(|(_, sentence)| sentence.to_owned())
        .collect()
}
