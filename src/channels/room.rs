//! All that the page knows and that was typed of one channel. It stays while another channel is shown.

use leptos::prelude::*;
use tring_protocol::channel::{ChannelDetails, Finding, ProviderInfo};

use crate::channels::{
    editor::Editor,
    fields::{self, Field, Kind},
    form::Form,
    progress::Progress,
    text,
};

/// One channel's forms, its editor, and what was found out of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// The webhook address, while it has not been put away.
    pub(crate) webhook_url: RwSignal<Option<String>>,
    /// What the last check found.
    pub(crate) findings: RwSignal<Vec<Finding>>,
    /// Where the check stands.
    pub(crate) checking: RwSignal<Progress>,
    /// Where *Make default* stands.
    pub(crate) defaulting: RwSignal<Progress>,
    /// Name and access.
    pub(crate) access: Form,
    /// A new webhook secret.
    pub(crate) secret: Form,
    /// A new permission template.
    pub(crate) template: Form,
    /// Where *Make a new address* stands.
    pub(crate) address: RwSignal<Progress>,
    /// Where *Remove channel* stands.
    pub(crate) removing: RwSignal<Progress>,
    /// Where *Copy* stands.
    pub(crate) copying: RwSignal<Progress>,
    /// The calling settings.
    pub(crate) editor: Editor,
}

impl Room {
    pub(crate) fn new() -> Self {
        Self {
            webhook_url: RwSignal::new(None),
            findings: RwSignal::new(Vec::new()),
            checking: RwSignal::new(Progress::Idle),
            defaulting: RwSignal::new(Progress::Idle),
            access: Form::new(),
            secret: Form::new(),
            template: Form::new(),
            address: RwSignal::new(Progress::Idle),
            removing: RwSignal::new(Progress::Idle),
            copying: RwSignal::new(Progress::Idle),
            editor: Editor::new(),
        }
    }

    /// Whether leaving would lose something: what was typed, or an address that is shown once.
    pub(crate) fn is_unsaved(
        self,
        channel: &ChannelDetails,
        provider: Option<&ProviderInfo>,
    ) -> bool {
        let access = fields::of_known(channel, provider);
        let is_typed = |form: Form, fields: &[Field]| {
            form.typed.with(|typed| fields::is_changed(fields, typed))
        };
        is_typed(self.access, &access)
            || is_typed(self.secret, &secret_fields())
            || is_typed(self.template, &template_fields())
            || !self.editor.changed(&channel.writable).is_empty()
            || self.webhook_url.with(Option::is_some)
    }
}

/// What a new webhook secret needs.
pub(crate) fn secret_fields() -> Vec<Field> {
    vec![
        Field::new(
            "webhook_secret",
            text::NEW_SECRET,
            text::NEW_SECRET_HELP,
            Kind::Secret,
        )
        .required(),
        Field::new(
            "window_hours",
            text::WINDOW,
            text::WINDOW_HELP,
            Kind::Number,
        )
        .holding("24"),
    ]
}

/// What a new permission template needs.
pub(crate) fn template_fields() -> Vec<Field> {
    vec![
        Field::new(
            "name",
            text::TEMPLATE_NAME,
            text::TEMPLATE_NAME_HELP,
            Kind::Code,
        )
        .required()
        .holding("call_permission"),
        Field::new(
            "language",
            text::TEMPLATE_LANGUAGE,
            text::TEMPLATE_LANGUAGE_HELP,
            Kind::Code,
        )
        .required()
        .holding("en_US"),
        Field::new(
            "body",
            text::TEMPLATE_BODY,
            text::TEMPLATE_BODY_HELP,
            Kind::Long,
        )
        .required()
        .holding(text::TEMPLATE_BODY_EXAMPLE),
    ]
}
