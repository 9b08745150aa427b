//! Messages as far as calls need them: requests for permission, templates, call buttons, and texts. Their
//! inner form is Meta's at every provider.

use std::sync::Arc;

use axum::response::Response;
use serde_json::Value;

use super::{
    fault::{self, Refused},
    fields::{Fields, Misfit},
    meta::GraphError,
};
use crate::{
    script::ResponseFor,
    world::{
        World,
        chat::WindowClosed,
        customer::{Customer, is_digits},
        number::Number,
        request::{RequestRefusal, Template},
    },
};

/// The longest body of a text, in characters.
const LONGEST_TEXT: usize = 4_096;

/// What kind of message it is, as far as calls are concerned.
#[derive(Debug)]
pub(crate) enum Message {
    /// It asks for the permission to call, with this text.
    PermissionRequest(String),
    /// A text.
    Text(String),
    /// Delivered, and of no consequence for calls: a button that calls the business.
    Other,
}

/// Sends a message and answers with what `answer` makes of its id.
pub(crate) async fn send<E: Refused>(
    world: &Arc<World>,
    number: &Number,
    customer: &Customer,
    message: Message,
    answer: impl FnOnce(&str) -> Response,
) -> Result<Response, E> {
    let script = world.books().script_for(&customer.address);
    fault::spoiled(script.take_fault(ResponseFor::Messages), async {
        let id = match message {
            Message::PermissionRequest(text) => world
                .ask_permission(number, &customer.address, &text)
                .map_err(GraphError::from)?,
            Message::Text(text) => world
                .send_text(number, customer, &text)
                .map_err(GraphError::from)?,
            Message::Other => world.books().new_id("wamid.HBgL"),
        };
        Ok(answer(&id))
    })
    .await
}

/// Reads `type` and the object of that name.
pub(crate) fn read(
    world: &World,
    number: &Number,
    fields: Fields<'_>,
) -> Result<Message, GraphError> {
    match fields.text("type")? {
        "interactive" => Ok(interactive(fields.object("interactive")?)?),
        "template" => template(world, number, fields.object("template")?),
        "text" => Ok(text(fields.object("text")?)?),
        other => Err(GraphError::parameter(format!(
            "type is `{other}`; the simulator knows interactive, template and text messages"
        ))),
    }
}

/// `{"body": …, "preview_url"?: …}`; the body has 4096 characters at most (Meta, "Text messages").
fn text(fields: Fields<'_>) -> Result<Message, Misfit> {
    fields.only(&["body", "preview_url"])?;
    let body = fields.text("body")?;
    if body.chars().count() > LONGEST_TEXT {
        return Err(Misfit(format!(
            "Param text['body'] must be at most {LONGEST_TEXT} characters long."
        )));
    }
    match fields.get("preview_url") {
        None | Some(Value::Bool(_)) => Ok(Message::Text(body.to_owned())),
        Some(_) => Err(Misfit::from("Param preview_url must be a boolean")),
    }
}

/// Messages take phone numbers as people write them; only calls are strict.
pub(crate) fn person(to: &str) -> Option<Customer> {
    let digits: String = to
        .chars()
        .filter(|letter| !matches!(letter, '+' | '-' | ' ' | '(' | ')'))
        .collect();
    is_digits(&digits).then(|| Customer::new(&format!("+{digits}"), None))
}

/// Reads a template that is to be created: `name`, `language`, `category`, `components`.
pub(crate) fn new_template(account_id: &str, fields: Fields<'_>) -> Result<Template, GraphError> {
    let name = fields.text("name")?;
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !name.bytes().all(is_name) {
        return Err(GraphError::parameter(format!(
            "Param name is `{name}`: only lowercase letters, digits and underscores are allowed"
        )));
    }
    let components = fields.list("components")?;
    let of_kind = |kind: &str| {
        components.iter().find(|component| {
            let known = component.get("type").and_then(Value::as_str);
            known.is_some_and(|known| known.eq_ignore_ascii_case(kind))
        })
    };
    let body = of_kind("body").and_then(|body| body.get("text")?.as_str());
    let body =
        body.ok_or_else(|| GraphError::parameter("Param components must have a BODY with a text"))?;
    Ok(Template {
        account_id: account_id.to_owned(),
        name: name.to_owned(),
        language: fields.text("language")?.to_owned(),
        category: fields
            .word("category", &["UTILITY", "MARKETING"])?
            .to_owned(),
        body: body.to_owned(),
        asks: of_kind("call_permission_request").is_some(),
    })
}

/// Keeps a template; one of the same name and language must not exist.
pub(crate) fn keep_template(world: &World, template: Template) -> Result<String, GraphError> {
    let mut books = world.books();
    let is_known = books.templates.iter().any(|known| {
        (&known.account_id, &known.name, &known.language)
            == (&template.account_id, &template.name, &template.language)
    });
    if is_known {
        return Err(GraphError::template_exists());
    }
    books.templates.push(template);
    let id = 1_000_000_000_000_000 + books.templates.len();
    Ok(id.to_string())
}

fn template(world: &World, number: &Number, fields: Fields<'_>) -> Result<Message, GraphError> {
    let name = fields.text("name")?;
    let language = fields.object("language")?.text("code")?;
    let template = world.books().template(&number.account_id, name, language);
    let template = template.ok_or_else(|| GraphError::unknown_template(name))?;
    let components = fields.get("components").and_then(Value::as_array);
    let parameters: Vec<String> = components
        .into_iter()
        .flatten()
        .filter(|part| part.get("type").and_then(Value::as_str) == Some("body"))
        .filter_map(|body| body.get("parameters")?.as_array())
        .flatten()
        .filter_map(|parameter| Some(parameter.get("text")?.as_str()?.to_owned()))
        .collect();
    Ok(if template.asks {
        Message::PermissionRequest(template.text(&parameters))
    } else {
        Message::Other
    })
}

fn interactive(fields: Fields<'_>) -> Result<Message, Misfit> {
    fields.only(&["type", "action", "body", "header", "footer"])?;
    let kind = fields.word("type", &["call_permission_request", "voice_call"])?;
    fields.object("action")?.word("name", &[kind])?;
    let body = fields.optional_object("body")?;
    let text = body.map(|body| body.text("text")).transpose()?;
    if kind == "call_permission_request" {
        return Ok(Message::PermissionRequest(
            text.unwrap_or_default().to_owned(),
        ));
    }
    fields.object("body").map(|_| Message::Other)
}

impl From<WindowClosed> for GraphError {
    fn from(_: WindowClosed) -> Self {
        Self::window_closed()
    }
}

impl From<RequestRefusal> for GraphError {
    fn from(refusal: RequestRefusal) -> Self {
        match refusal {
            RequestRefusal::AlreadyPermanent => Self::permission_not_needed(),
            RequestRefusal::TooMany => Self::too_many_permission_requests(),
        }
    }
}
