//! `/v1/configs/…`: the number's templates and the address of its webhooks.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{DialogError, number};
use crate::{
    dialects::{
        fields::{self, Fields, Misfit, set},
        messages,
        meta::messages::write_template,
    },
    world::{World, logs::RequestNumber},
};

/// Lists the account's templates.
pub(crate) async fn list_templates(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, DialogError> {
    world.request_is(request, "message_templates", None);
    let number = number(&world, &headers)?;
    let books = world.books();
    let own = books
        .templates
        .iter()
        .filter(|template| template.account_id == number.account_id);
    let templates: Vec<Value> = own.map(write_template).collect();
    let count = templates.len();
    Ok(Json(
        json!({"waba_templates": templates, "count": count, "total": count}),
    ))
}

/// Creates a template, approved at once.
pub(crate) async fn create_template(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Response, DialogError> {
    world.request_is(request, "message_templates", None);
    let number = number(&world, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&[
        "name",
        "language",
        "category",
        "components",
        "allow_category_change",
    ])?;
    let template = messages::new_template(&number.account_id, fields)?;
    let mut written = write_template(&template);
    let id = messages::keep_template(&world, template)?;
    set(&mut written, "id", json!(id));
    Ok((StatusCode::CREATED, Json(written)).into_response())
}

/// Says where the webhooks go, without the headers' values.
pub(crate) async fn read_webhook(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, DialogError> {
    world.request_is(request, "webhook", None);
    let number = number(&world, &headers)?;
    Ok(Json(json!({"url": number.webhook_url.unwrap_or_default()})))
}

/// Sets where the webhooks go, and the custom header that they carry.
pub(crate) async fn set_webhook(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
    body: fields::Posted,
) -> Result<Json<Value>, DialogError> {
    world.request_is(request, "webhook", None);
    let number = number(&world, &headers)?;
    let body = fields::read(&body)?;
    let fields = Fields::of_body(&body);
    fields.only(&["url", "headers"])?;
    let url = fields.text("url")?;
    if reqwest::Url::parse(url).is_err() {
        return Err(Misfit::from("url is not valid").into());
    }
    let custom = fields.optional_object("headers")?;
    let secret = custom
        .map(|headers| headers.optional_text("x-webhook-secret"))
        .transpose()?
        .flatten();
    if let Some(number) = world.books().numbers.get_mut(&number.id) {
        number.webhook_url = Some(url.to_owned());
        number.webhook_secret = secret
            .map(SecretString::from)
            .or(number.webhook_secret.take());
    }
    world.changed();
    Ok(Json(json!({"url": url})))
}
