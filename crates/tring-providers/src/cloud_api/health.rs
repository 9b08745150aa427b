//! How a business number stands, as Meta and 360dialog tell it when asked.

use serde::Deserialize;

use crate::{
    health::{AccountHealth, Health, NumberHealth, QualityRating},
    lenient::{absent_or, text},
};

/// The fields that are asked for.
pub(crate) const NUMBER_FIELDS: &str = "quality_rating,status";

/// The answer to `GET /{number_id}?fields=quality_rating,status`
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number>).
#[derive(Deserialize)]
pub(crate) struct NumberResponse {
    #[serde(default, deserialize_with = "text")]
    quality_rating: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
}

impl NumberResponse {
    pub(crate) fn into_health(self) -> NumberHealth {
        let status = self.status.as_deref();
        NumberHealth {
            quality: self
                .quality_rating
                .and_then(|word| QualityRating::from_word(&word)),
            ..status.map_or_else(NumberHealth::default, NumberHealth::from_status)
        }
    }
}

/// The answer with `health_status`
/// (<https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status>).
#[derive(Deserialize)]
pub(crate) struct HealthStatusResponse {
    health_status: HealthStatus,
}

#[derive(Deserialize)]
struct HealthStatus {
    #[serde(default, deserialize_with = "absent_or")]
    entities: Option<Vec<Entity>>,
}

#[derive(Deserialize)]
struct Entity {
    entity_type: String,
    #[serde(default, deserialize_with = "text")]
    can_send_message: Option<String>,
}

impl HealthStatusResponse {
    /// `BLOCKED` is a number, or an account, that cannot be used; `LIMITED` one that can. Business and app have their own
    /// entities and say nothing of the number.
    pub(crate) fn into_health(self) -> Health {
        let entities = self.health_status.entities.unwrap_or_default();
        let is_active = |kind: &str| {
            let entity = entities.iter().find(|entity| entity.entity_type == kind)?;
            match entity.can_send_message.as_deref()? {
                "AVAILABLE" | "LIMITED" => Some(true),
                "BLOCKED" => Some(false),
                _ => None,
            }
        };
        Health {
            number: NumberHealth {
                active: is_active("PHONE_NUMBER"),
                ..NumberHealth::default()
            },
            account: AccountHealth {
                active: is_active("WABA"),
                flagged: None,
            },
        }
    }
}
