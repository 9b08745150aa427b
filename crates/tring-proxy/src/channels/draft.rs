//! What is given for a channel, checked against what its provider needs.

use std::{fmt, net::IpAddr, time::Duration};

use axum::http::Uri;
use tring_protocol::{channel::ChannelDraft, phone::PhoneNumber};
use tring_providers::registry::{self, Entry, FieldName};

use super::{ChannelError, FieldError};
use crate::{
    config::ProviderUrls,
    dispatch::{
        providers::check_url,
        public_addresses::{self, is_private_host},
    },
    sealing::Credentials,
    store::channels::{Channel, PermissionTemplate},
};

/// The longest name that a page has room for, in characters.
pub const LONGEST_NAME: usize = 200;
/// Longer than any provider's credential. Meta's are some 200 characters, a JWT some 1000.
const LONGEST_CREDENTIAL: usize = 4_096;
/// How long a name server may take.
const LOOK_UP: Duration = Duration::from_secs(5);

/// A channel's fields, all checked.
#[derive(Clone)]
pub struct Fields {
    pub(super) name: String,
    pub(super) number: String,
    pub(super) number_id: String,
    pub(super) account_id: String,
    pub(super) base_url: String,
    pub(super) credentials: Credentials,
    pub(super) permission_template: Option<PermissionTemplate>,
    /// Whether the webhook secret was given, and with it the one before it is out.
    pub(super) new_secret: bool,
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fields")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The provider that a draft names.
pub fn provider(draft: &ChannelDraft) -> Result<&'static Entry, ChannelError> {
    let given = draft.provider.as_deref().unwrap_or_default().trim();
    if given.is_empty() {
        let why = format!("is missing. Choose one of: {}.", known());
        return Err(FieldError::new("provider", why).into());
    }
    registry::entry(given).ok_or_else(|| ChannelError::NoSuchProvider {
        given: given.to_owned(),
        known: known(),
    })
}

/// The names of all providers.
pub(super) fn known() -> String {
    let names: Vec<&str> = registry::PROVIDERS.iter().map(|entry| entry.name).collect();
    names.join(", ")
}

impl Fields {
    /// Those of a channel that is not there yet.
    pub(super) fn blank(entry: &Entry) -> Self {
        Self {
            name: String::new(),
            number: String::new(),
            number_id: String::new(),
            account_id: String::new(),
            base_url: entry.base_url.to_owned(),
            credentials: Credentials::default(),
            permission_template: None,
            new_secret: false,
        }
    }

    /// Those of a channel.
    pub(super) fn of(channel: &Channel, credentials: Credentials) -> Self {
        Self {
            name: channel.name.clone(),
            number: channel.number.clone(),
            number_id: channel.number_id.clone(),
            account_id: channel.account_id.clone(),
            base_url: channel.base_url.clone(),
            credentials,
            permission_template: channel.permission_template.clone(),
            new_secret: false,
        }
    }

    /// The same with what `draft` gives; what it leaves out stays.
    pub(super) fn with(
        mut self,
        entry: &Entry,
        draft: &ChannelDraft,
        allowed: ProviderUrls,
    ) -> Result<Self, ChannelError> {
        if let Some(name) = &draft.name {
            name.trim().clone_into(&mut self.name);
        }
        check_name(&self.name)?;
        if let Some(number) = &draft.number {
            self.number = number.parse::<PhoneNumber>()?.into();
        }
        if self.number.is_empty() {
            return Err(FieldError::no_number().into());
        }
        if let Some(url) = given(draft.base_url.as_ref()) {
            check_base_url(url, allowed)?;
            url.trim_end_matches('/').clone_into(&mut self.base_url);
        }
        if let Some(text) = &draft.permission_template {
            let text = text.trim();
            self.permission_template = (!text.is_empty()).then(|| text.parse()).transpose()?;
        }
        self.new_secret = given(draft.webhook_secret.as_ref()).is_some();
        self.take_fields(entry, draft)?;
        Ok(self)
    }

    /// Takes the fields that the provider's registry entry lists, and refuses others.
    fn take_fields(&mut self, entry: &Entry, draft: &ChannelDraft) -> Result<(), FieldError> {
        for (name, value) in [
            (FieldName::NumberId, &draft.number_id),
            (FieldName::AccountId, &draft.account_id),
            (FieldName::AccessToken, &draft.access_token),
            (FieldName::WebhookSecret, &draft.webhook_secret),
            (FieldName::VerifyToken, &draft.verify_token),
        ] {
            let field = entry.fields.iter().find(|field| field.name == name);
            match (field, value) {
                (Some(field), Some(value)) => {
                    check_text(field.name, value.trim())?;
                    value.trim().clone_into(self.at(name));
                }
                (None, Some(value)) if !value.trim().is_empty() => {
                    let why = format!("is nothing that {} has. Leave it out.", entry.title);
                    return Err(FieldError::new(name.as_str(), why));
                }
                (None, Some(_)) | (_, None) => {}
            }
            if let Some(field) = field
                && field.required
                && self.at(name).is_empty()
            {
                return Err(FieldError::missing(field));
            }
        }
        Ok(())
    }

    fn at(&mut self, name: FieldName) -> &mut String {
        match name {
            FieldName::NumberId => &mut self.number_id,
            FieldName::AccountId => &mut self.account_id,
            FieldName::AccessToken => &mut self.credentials.access_token,
            FieldName::WebhookSecret => &mut self.credentials.webhook_secret,
            FieldName::VerifyToken => &mut self.credentials.verify_token,
        }
    }
}

fn given(value: Option<&String>) -> Option<&str> {
    value
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
}

fn check_name(name: &str) -> Result<(), FieldError> {
    let fits = !name.is_empty()
        && !name.contains(char::is_control)
        && name.chars().count() <= LONGEST_NAME;
    if fits {
        return Ok(());
    }
    let why = format!("must be one line of 1 to {LONGEST_NAME} characters.");
    Err(FieldError::new("name", why))
}

/// Whether a credential or id can stand in a request's header or address. It is not quoted, for it may be a secret.
pub(super) fn check_text(name: FieldName, text: &str) -> Result<(), FieldError> {
    let why = if text.len() > LONGEST_CREDENTIAL {
        "is longer than any that a provider gives. Copy it again."
    } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        "has a space, a line break or a letter in it that no provider uses. Copy it again."
    } else {
        return Ok(());
    };
    Err(FieldError::new(name.as_str(), why))
}

fn check_base_url(url: &str, allowed: ProviderUrls) -> Result<(), FieldError> {
    let wrong = |why: &str| FieldError::new("base_url", format!("cannot be `{url}`: {why}."));
    if has_impossible_port(url) {
        return Err(wrong("its port is not a number from 0 to 65535"));
    }
    let uri: Uri = url.parse().map_err(|_| wrong("it is not an address"))?;
    if uri
        .authority()
        .is_some_and(|part| part.as_str().contains('@'))
    {
        // Not quoted: it is a password.
        return Err(FieldError::new(
            "base_url",
            "has a user name or a password in it. Leave that out.",
        ));
    }
    if uri.query().is_some() || url.contains('#') {
        return Err(wrong("there is something behind its path; leave that out"));
    }
    check_url(url, allowed).map_err(wrong)
}

/// Whether the port is a number that no port can have: parsers only say that the address is none.
fn has_impossible_port(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    authority
        .rsplit_once(':')
        .is_some_and(|(_, port)| is_number(port) && port.parse::<u16>().is_err())
}

/// Refuses a base URL that is none, whose host does not exist, or whose host is in our own network.
pub async fn look_up(url: &str, allowed: ProviderUrls) -> Result<(), ChannelError> {
    let url = url.trim();
    if url.is_empty() {
        return Ok(());
    }
    check_base_url(url, allowed)?;
    let Some(host) = url
        .parse::<Uri>()
        .ok()
        .and_then(|uri| uri.host().map(str::to_owned))
    else {
        return Ok(());
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if bare.parse::<IpAddr>().is_ok() || is_private_host(bare) {
        return Ok(());
    }
    let wrong = |why: &str| FieldError::new("base_url", format!("cannot be `{url}`: {why}"));
    match tokio::time::timeout(LOOK_UP, public_addresses::of(bare)).await {
        Ok(Err(_)) => Err(wrong("its host cannot be found. Check the spelling.").into()),
        Ok(Ok(public)) if public.is_empty() && allowed == ProviderUrls::PublicHttps => Err(wrong(
            "its host is in a private network. Choose the provider's public address.",
        )
        .into()),
        // Where the name server is slow, the channel's check will tell.
        Err(_) | Ok(Ok(_)) => Ok(()),
    }
}
