//! What is agreed on with the provider: the webhook's secret and address, and the template that asks for the permission.

use leptos::{prelude::*, task::spawn_local};
use tring_protocol::channel::RotateSecretRequest;

use super::{Store, send};
use crate::{
    backend::channels as backend,
    browser::{clipboard, focus},
    channels::{
        progress::{Progress, run},
        room, text,
    },
};

impl Store {
    /// Changes the webhook secret.
    pub(crate) fn rotate_secret(self, id: String) {
        let form = self.room(&id).secret;
        let fields = room::secret_fields();
        if !form.check(&fields) {
            return;
        }
        let value = |name: &str| {
            let field = fields.iter().find(|field| field.name == name);
            let typed = form.typed.get_untracked();
            field.map(|field| field.value(&typed)).unwrap_or_default()
        };
        let request = RotateSecretRequest {
            webhook_secret: value("webhook_secret").trim().to_owned(),
            window_hours: value("window_hours").trim().parse().ok(),
        };
        let request = async move { backend::rotate_secret(&id, &request).await };
        send(form, fields, request, move |answer| {
            form.clear();
            self.take(answer);
            Progress::Done(text::SECRET_ROTATED.to_owned())
        });
    }

    /// Makes a new webhook address.
    pub(crate) fn rotate_address(self, id: String) {
        let progress = self.room(&id).address;
        let request = async move { backend::rotate_webhook_url(&id).await };
        run(progress, request, move |answer| {
            self.take(answer);
            focus::move_to(&["#tring-webhook-title"]);
            Progress::Done(text::ADDRESS_MADE.to_owned())
        });
    }

    /// Copies the webhook address.
    pub(crate) fn copy_address(self, id: &str) {
        let room = self.room(id);
        let Some(address) = room.webhook_url.get_untracked() else {
            return;
        };
        spawn_local(async move {
            let said = if clipboard::copy(&address).await {
                Progress::Done(text::COPIED.to_owned())
            } else {
                Progress::Failed(text::NOT_COPIED.to_owned())
            };
            let _ = room.copying.try_set(said);
        });
    }

    /// Has the provider create a permission template.
    pub(crate) fn create_template(self, id: String) {
        let form = self.room(&id).template;
        let fields = room::template_fields();
        if !form.check(&fields) {
            return;
        }
        let typed = form.typed.get_untracked();
        let value = |name: &str| {
            let field = fields.iter().find(|field| field.name == name);
            let value = field.map(|field| field.value(&typed)).unwrap_or_default();
            value.trim().to_owned()
        };
        let template = backend::PermissionTemplate {
            name: value("name"),
            language: value("language"),
            body: value("body"),
        };
        let request = async move {
            let answer = backend::create_permission_template(&id, &template).await?;
            // It is there now, even where the channel, which asks with it, cannot be read again.
            Ok((answer.message, backend::channel(&id).await.ok()))
        };
        send(form, fields, request, move |(message, channel)| {
            form.clear();
            if let Some(channel) = channel {
                self.take(channel);
            }
            Progress::Done(message)
        });
    }
}
