//! `GET /channels/whatsapp`: the account's WhatsApp channels (`docs.vobiz.ai`, Channels page). Messages need the
//! `waba_id` that stands here.

use std::sync::Arc;

use axum::{Extension, Json, extract::State, http::HeaderMap};
use serde_json::{Value, json};

use super::{access, error::VobizError};
use crate::world::{World, logs::RequestNumber, number::Number, standing::AccountState};

/// The WhatsApp Business Account of all channels, as the Send Message page shows one.
const WABA_ID: &str = "1911116896216319";

/// Lists the channels that the credentials give access to.
pub(crate) async fn list(
    State(world): State<Arc<World>>,
    Extension(request): Extension<RequestNumber>,
    headers: HeaderMap,
) -> Result<Json<Value>, VobizError> {
    world.request_is(request, "channels", None);
    let channels = access::channels(&world, &headers)?;
    let items: Vec<Value> = channels.iter().map(described).collect();
    Ok(Json(json!({ "items": items })))
}

fn described(number: &Number) -> Value {
    let status = if number.standing.account == AccountState::Disabled {
        "inactive"
    } else {
        "active"
    };
    json!({
        "id": number.id,
        "waba_id": WABA_ID,
        "phone_number": number.display,
        "status": status,
    })
}
