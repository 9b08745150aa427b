//! `POST /api/calls/check-eligibility`: whether a contact may be called now, and why not.

use axum::{Json, extract::State};
use tring_calls::eligibility::{Trigger, Verdict};
use tring_protocol::{
    eligibility::{
        BlockReason, Eligibility, EligibilityRequest, EligibilityResponse, LONGEST_MESSAGE,
        LONGEST_TRIGGER,
    },
    phone::PhoneNumber,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    calls::check_id,
    description::{NotFound, Refusals},
    error::AppError,
    extract::{ApiJson, require},
};
use crate::{
    auth::{Ability, Caller},
    clock,
    dispatch::{
        dial::find_channel,
        eligibility::{self, Judgement, Media, Question},
        request::wanted_agent,
    },
    state::AppState,
    store::{contacts, words::integer},
};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(check))
}

/// Whether a contact may be called now.
///
/// Nothing is called and nobody is asked. Unless the call would bring its own media, the check of the agents looks
/// whether one of them could take it.
#[utoipa::path(
    post,
    path = "/api/calls/check-eligibility",
    tag = "Calls",
    request_body = EligibilityRequest,
    responses((status = OK, body = EligibilityResponse), Refusals, NotFound)
)]
pub async fn check(
    State(state): State<AppState>,
    caller: Caller,
    ApiJson(request): ApiJson<EligibilityRequest>,
) -> Result<Json<EligibilityResponse>, AppError> {
    if !caller.may(Ability::MakeCalls) {
        require(&caller, Ability::ReadCalls)?;
    }
    check_id("channel_id", request.channel_id.as_deref())?;
    let trigger = trigger(&request)?;
    let whom = whom(&request)?;
    let now = clock::now();
    let mut view = state.store.read().await?;
    let wanted = request.channel_id.as_deref();
    let channel = find_channel(&mut view, caller.team_id, wanted).await?;
    let contact_id = match whom {
        Whom::Contact(id) => Some(id),
        Whom::Number(phone) => {
            contacts::by_phone(&mut view, caller.team_id, phone.as_str()).await?
        }
    };
    if let Some(id) = contact_id {
        let channel_id = channel.as_ref().map_or("", |channel| &channel.id);
        contacts::standing(&mut view, caller.team_id, id, channel_id, now)
            .await?
            .ok_or(AppError::NotFound("There is no contact with this id."))?;
    }
    let media = if request.with_media == Some(true) {
        Media::Brought
    } else {
        Media::From(wanted_agent(&state, &mut view, (&caller, request.agent_id), now).await?)
    };
    let question = Question {
        team_id: caller.team_id,
        channel: channel.as_ref(),
        contact_id,
        trigger,
        media,
        now,
    };
    let judgement = eligibility::check(&state, &mut view, &question).await?;
    Ok(Json(EligibilityResponse {
        success: true,
        data: told(judgement),
    }))
}

/// Who would be called.
enum Whom {
    Contact(i64),
    Number(PhoneNumber),
}

fn whom(request: &EligibilityRequest) -> Result<Whom, AppError> {
    match (request.contact_id, &request.phone_number) {
        (Some(id), None) => Ok(Whom::Contact(integer(id))),
        (None, Some(phone)) => Ok(Whom::Number(phone.parse()?)),
        (Some(_), Some(_)) => Err(AppError::InvalidRequest(
            "`contact_id` and `phone_number` may not be given together. Leave one of them out."
                .to_owned(),
        )),
        (None, None) => Err(AppError::InvalidRequest(
            "Neither `contact_id` nor `phone_number` is given. Say whom you want to call."
                .to_owned(),
        )),
    }
}

fn trigger(request: &EligibilityRequest) -> Result<Trigger, AppError> {
    for (name, text, most) in [
        ("trigger_type", &request.trigger_type, LONGEST_TRIGGER),
        ("trigger_source", &request.trigger_source, LONGEST_TRIGGER),
        ("trigger_message", &request.trigger_message, LONGEST_MESSAGE),
    ] {
        check_text(name, text.as_deref(), most)?;
    }
    Ok(Trigger {
        kind: request.trigger_type.clone(),
        source: request.trigger_source.clone(),
        message: request.trigger_message.clone(),
    })
}

fn check_text(name: &str, text: Option<&str>, most: usize) -> Result<(), AppError> {
    let fits = |text: &str| text.chars().count() <= most && !text.contains('\0');
    if text.is_none_or(fits) {
        Ok(())
    } else {
        Err(AppError::InvalidRequest(format!(
            "`{name}` must have at most {most} characters, none of them NUL."
        )))
    }
}

fn told(Judgement { verdict, sentences }: Judgement) -> Eligibility {
    let (consent, reason) = match verdict {
        Verdict::Eligible(consent) => (Some(consent), None),
        Verdict::Blocked { reason, .. } => (None, Some(reason)),
    };
    Eligibility {
        eligible: reason.is_none(),
        blocked: reason.is_some(),
        consent_type: consent,
        block_reason: reason,
        block_category: reason.map(BlockReason::category),
        user_message: sentences.as_ref().map(|told| told.user.clone()),
        admin_message: sentences.map(|told| told.admin),
        checks: verdict.checks(),
    }
}
