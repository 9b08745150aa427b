//! The customers' grants to be called, and the business's requests for them.
//!
//! Limits are those of Meta's "user call permissions" page: one request in 24 hours and two in
//! seven days. Four unanswered calls do *not* revoke the permission here: tests place many.

use serde::{Deserialize, Serialize};

use super::{Books, World, customer::Customer};
use crate::{clock::Moment, dialects, outbox};

const DAY_MS: u64 = 24 * 3600 * 1000;
/// How long a temporary grant lasts: seven days.
const TEMPORARY_MS: u64 = 7 * DAY_MS;

/// Whether the business may call a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PermissionStatus {
    NoPermission,
    Temporary,
    Permanent,
}

/// A customer's grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Permission {
    pub(crate) status: PermissionStatus,
    /// When a temporary grant ends.
    #[serde(rename = "expires_ms")]
    pub(crate) expires: Option<Moment>,
}

impl Permission {
    pub(crate) fn new(status: PermissionStatus, now: Moment) -> Self {
        let expires = (status == PermissionStatus::Temporary).then(|| now.plus(TEMPORARY_MS));
        Self { status, expires }
    }
}

/// A message that asks the customer for the permission to call.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PermissionRequest {
    /// The provider's id of the message.
    pub(crate) id: String,
    pub(crate) number_id: String,
    pub(crate) customer: String,
    pub(crate) text: String,
    #[serde(rename = "at_ms")]
    pub(crate) at: Moment,
    pub(crate) answer: Option<PermissionAnswer>,
}

/// What the customer's thumb does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PermissionAnswer {
    Temporary,
    Permanent,
    Decline,
}

impl PermissionAnswer {
    const fn status(self) -> PermissionStatus {
        match self {
            Self::Temporary => PermissionStatus::Temporary,
            Self::Permanent => PermissionStatus::Permanent,
            Self::Decline => PermissionStatus::NoPermission,
        }
    }
}

/// A customer's reply, for the dialect to tell the business.
#[derive(Debug, Clone)]
pub(crate) struct PermissionReply {
    pub(crate) message_id: String,
    pub(crate) request_id: String,
    pub(crate) customer: Customer,
    pub(crate) answer: PermissionAnswer,
    pub(crate) expires: Option<Moment>,
}

/// Why a request for permission is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestRefusal {
    AlreadyPermanent,
    TooMany,
}

/// How often the customer was asked, in the last day and in the last seven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) in_a_day: usize,
    pub(crate) in_a_week: usize,
}

/// The templates that exist from the start; Meta's documents use this one.
pub(crate) fn first_templates() -> Vec<String> {
    vec!["sample_cpr_template".to_owned()]
}

impl Books {
    /// The grant of `customer`: permanent until somebody says otherwise, none once it expired.
    pub(crate) fn permission(&self, customer: &str, now: Moment) -> Permission {
        let granted = self.permissions.get(customer).copied();
        match granted {
            None => Permission::new(PermissionStatus::Permanent, now),
            Some(permission) if permission.expires.is_some_and(|end| end <= now) => {
                Permission::new(PermissionStatus::NoPermission, now)
            }
            Some(permission) => permission,
        }
    }

    pub(crate) fn asked(&self, number_id: &str, customer: &str, now: Moment) -> Asked {
        let within = |window: u64| {
            self.permission_requests
                .iter()
                .filter(|request| request.number_id == number_id && request.customer == customer)
                .filter(|request| now.since(request.at) < window)
                .count()
        };
        Asked {
            in_a_day: within(DAY_MS),
            in_a_week: within(7 * DAY_MS),
        }
    }
}

impl World {
    /// Puts a request on the customer's screen; returns the message's id.
    pub(crate) fn ask_permission(
        &self,
        number_id: &str,
        customer: &str,
        text: &str,
    ) -> Result<String, RequestRefusal> {
        let now = self.clock.now();
        let mut books = self.books();
        if books.permission(customer, now).status == PermissionStatus::Permanent {
            return Err(RequestRefusal::AlreadyPermanent);
        }
        let asked = books.asked(number_id, customer, now);
        if asked.in_a_day >= 1 || asked.in_a_week >= 2 {
            return Err(RequestRefusal::TooMany);
        }
        let id = books.new_id("wamid.HBgL");
        books.permission_requests.push(PermissionRequest {
            id: id.clone(),
            number_id: number_id.to_owned(),
            customer: customer.to_owned(),
            text: text.to_owned(),
            at: now,
            answer: None,
        });
        drop(books);
        self.changed();
        Ok(id)
    }

    /// The customer answers a request; the business is told by webhook. `None`: no such request.
    pub(crate) fn answer_permission(
        self: &std::sync::Arc<Self>,
        request_id: &str,
        answer: PermissionAnswer,
    ) -> Option<PermissionRequest> {
        let now = self.clock.now();
        let mut books = self.books();
        let message_id = books.new_id("wamid.HBgL");
        let request = books
            .permission_requests
            .iter_mut()
            .find(|asked| asked.id == request_id)?;
        request.answer = Some(answer);
        let request = request.clone();
        let permission = Permission::new(answer.status(), now);
        books
            .permissions
            .insert(request.customer.clone(), permission);
        let number = books.numbers.get(&request.number_id).cloned();
        drop(books);
        if let Some(number) = number {
            let reply = PermissionReply {
                message_id,
                request_id: request.id.clone(),
                customer: Customer::new(&request.customer, None),
                answer,
                expires: permission.expires,
            };
            let webhook = dialects::of(number.dialect).permission_reply(&number, &reply, now);
            outbox::send_alone(self, &number.id, webhook);
        }
        self.changed();
        Some(request)
    }
}
