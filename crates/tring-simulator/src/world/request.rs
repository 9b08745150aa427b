//! The business's requests for the permission to call, and the customer's answers.
//!
//! Limits are those of Meta's "user call permissions" page: one request in 24 hours and two in
//! seven days, counted anew once the two have talked.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Books, World,
    customer::Customer,
    number::Number,
    permission::{Permission, PermissionStatus},
};
use crate::clock::Moment;

pub(crate) const DAY_MS: u64 = 24 * 3600 * 1000;
pub(crate) const REQUESTS_A_DAY: usize = 1;
pub(crate) const REQUESTS_A_WEEK: usize = 2;

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

/// Why a request for permission is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestRefusal {
    AlreadyPermanent,
    TooMany,
}

/// When the customer was asked, in the last day and in the last seven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) in_a_day: Vec<Moment>,
    pub(crate) in_a_week: Vec<Moment>,
}

impl Asked {
    pub(crate) fn may_ask_again(&self) -> bool {
        self.in_a_day.len() < REQUESTS_A_DAY && self.in_a_week.len() < REQUESTS_A_WEEK
    }
}

/// A message template of a business account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) account_id: String,
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) category: String,
    /// The text of its body, with `{{1}}` and so on where parameters go.
    pub(crate) body: String,
    /// Whether it asks for the permission to call.
    pub(crate) asks: bool,
}

/// The templates that every account has from the start, in each language: the one that Meta's documents use,
/// and one without parameters.
const FIRST_TEMPLATES: [(&str, &str); 2] = [
    (
        "sample_cpr_template",
        "We would like to call you to help support your query on Order No: {{2}}.",
    ),
    (
        "may_we_call",
        "We would like to call you here on WhatsApp. May we?",
    ),
];

impl Books {
    pub(crate) fn asked(&self, number_id: &str, customer: &str, now: Moment) -> Asked {
        let talked = self.permissions.relation(number_id, customer).talked;
        let within = |window: u64| {
            self.permission_requests
                .iter()
                .filter(|request| request.number_id == number_id && request.customer == customer)
                .map(|request| request.at)
                .filter(|at| now.since(*at) < window)
                .filter(|at| talked.is_none_or(|talked| talked < *at))
                .collect()
        };
        Asked {
            in_a_day: within(DAY_MS),
            in_a_week: within(7 * DAY_MS),
        }
    }

    /// The account's template of this name and language.
    pub(crate) fn template(
        &self,
        account_id: &str,
        name: &str,
        language: &str,
    ) -> Option<Template> {
        let known = self.templates.iter().find(|template| {
            template.account_id == account_id
                && template.name == name
                && template.language == language
        });
        known.cloned().or_else(|| {
            let (_, body) = FIRST_TEMPLATES.iter().find(|(first, _)| *first == name)?;
            Some(Template {
                account_id: account_id.to_owned(),
                name: name.to_owned(),
                language: language.to_owned(),
                category: "UTILITY".to_owned(),
                body: (*body).to_owned(),
                asks: true,
            })
        })
    }
}

impl Template {
    /// The body with its parameters filled in.
    pub(crate) fn text(&self, parameters: &[String]) -> String {
        parameters
            .iter()
            .zip(1..)
            .fold(self.body.clone(), |text, (value, place)| {
                text.replace(&format!("{{{{{place}}}}}"), value)
            })
    }
}

impl World {
    /// Puts a request on the customer's screen; returns the message's id.
    pub(crate) fn ask_permission(
        &self,
        number: &Number,
        customer: &str,
        text: &str,
    ) -> Result<String, RequestRefusal> {
        let now = self.clock.now();
        let mut books = self.books();
        let permission: Permission = books.permission(&number.id, customer, now);
        if permission.status == PermissionStatus::Permanent {
            return Err(RequestRefusal::AlreadyPermanent);
        }
        if !books.asked(&number.id, customer, now).may_ask_again() {
            return Err(RequestRefusal::TooMany);
        }
        let id = books.new_id("wamid.HBgL");
        books.permission_requests.push(PermissionRequest {
            id: id.clone(),
            number_id: number.id.clone(),
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
        self: &Arc<Self>,
        request_id: &str,
        answer: PermissionAnswer,
    ) -> Option<PermissionRequest> {
        let mut books = self.books();
        let request = books
            .permission_requests
            .iter_mut()
            .find(|asked| asked.id == request_id)?;
        request.answer = Some(answer);
        let request = request.clone();
        let number = books.numbers.get(&request.number_id).cloned();
        drop(books);
        if let Some(number) = number {
            let customer = Customer::new(&request.customer, None);
            let context = Some(request.id.clone());
            self.tell_permission(&number, customer, answer.status(), context);
        }
        Some(request)
    }
}
