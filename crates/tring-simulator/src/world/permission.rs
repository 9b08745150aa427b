//! The customers' grants to be called, and how they change.
//!
//! Rules are those of Meta's "user call permissions" page, which all providers stand on: a
//! temporary grant lasts seven days; four calls in a row that nobody picked up take it away.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{Books, World, call::Call, customer::Customer, number::Number};
use crate::{
    clock::Moment,
    outbox::{self, Delivery, Webhook},
    phone::{Direction, Reason, State},
    script::Script,
};

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

    /// The same grant, or none once it expired.
    fn at(self, now: Moment) -> Self {
        if self.expires.is_some_and(|end| end <= now) {
            return Self::new(PermissionStatus::NoPermission, now);
        }
        self
    }
}

/// What is known of one customer and one business number.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Relation {
    /// `None` until somebody spoke of this number and this customer.
    pub(crate) permission: Option<Permission>,
    /// Calls in a row that nobody picked up.
    pub(crate) unanswered: u32,
    /// When they last talked, in either direction.
    pub(crate) talked: Option<Moment>,
}

impl Relation {
    /// Takes note of how a call ended; returns what it would make of the permission.
    fn take(&mut self, outcome: &Outcome) -> Option<PermissionStatus> {
        match *outcome {
            Outcome::Talked { at, inbound } => {
                self.unanswered = 0;
                self.talked = Some(at);
                inbound.then_some(PermissionStatus::Temporary)
            }
            Outcome::CustomerWasMissed => Some(PermissionStatus::Temporary),
            Outcome::Unanswered { limit } => {
                self.unanswered += 1;
                let is_over = limit > 0 && self.unanswered >= limit;
                is_over.then_some(PermissionStatus::NoPermission)
            }
            Outcome::GivenUp => None,
        }
    }
}

/// All grants, per customer for all numbers and per number and customer.
#[derive(Debug, Default)]
pub(crate) struct Permissions {
    everywhere: BTreeMap<String, Permission>,
    relations: BTreeMap<(String, String), Relation>,
}

impl Permissions {
    /// The grant: the number's own, or the customer's for all numbers, or permanent.
    pub(crate) fn of(&self, number_id: &str, customer: &str, now: Moment) -> Permission {
        let own = self.relation(number_id, customer).permission;
        own.or_else(|| self.everywhere.get(customer).copied())
            .unwrap_or_else(|| Permission::new(PermissionStatus::Permanent, now))
            .at(now)
    }

    pub(crate) fn relation(&self, number_id: &str, customer: &str) -> Relation {
        let key = (number_id.to_owned(), customer.to_owned());
        self.relations.get(&key).copied().unwrap_or_default()
    }

    pub(crate) fn everywhere(&self) -> &BTreeMap<String, Permission> {
        &self.everywhere
    }

    /// Number id, customer and what is between them.
    pub(crate) fn relations(&self) -> impl Iterator<Item = (&str, &str, Relation)> {
        self.relations
            .iter()
            .map(|((number_id, customer), relation)| {
                (number_id.as_str(), customer.as_str(), *relation)
            })
    }

    /// The customer's grant to all numbers; what was said of single ones is forgotten.
    pub(crate) fn set_everywhere(&mut self, customer: &str, permission: Permission) {
        for ((_, known), relation) in &mut self.relations {
            if known == customer {
                relation.permission = None;
                relation.unanswered = 0;
            }
        }
        self.everywhere.insert(customer.to_owned(), permission);
    }

    pub(crate) fn set(&mut self, number_id: &str, customer: &str, permission: Permission) {
        let relation = self.relation_mut(number_id, customer);
        relation.permission = Some(permission);
        relation.unanswered = 0;
    }

    fn relation_mut(&mut self, number_id: &str, customer: &str) -> &mut Relation {
        let key = (number_id.to_owned(), customer.to_owned());
        self.relations.entry(key).or_default()
    }
}

/// What moved a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The customer's thumb.
    UserAction,
    /// The platform: a callback setting, or too many unanswered calls.
    Automatic,
}

/// A change of a permission, for the dialect to tell the business.
#[derive(Debug, Clone)]
pub(crate) struct PermissionReply {
    pub(crate) message_id: String,
    /// The request's message, or the call, that led to it; `None` for a grant out of the blue.
    pub(crate) context_id: Option<String>,
    pub(crate) customer: Customer,
    pub(crate) permission: Permission,
    pub(crate) source: Source,
}

impl World {
    /// The customer grants or revokes by their own will, and the business is told.
    pub(crate) fn change_permission(
        self: &Arc<Self>,
        number: &Number,
        customer: &str,
        status: PermissionStatus,
    ) -> Permission {
        let customer = Customer::new(customer, None);
        self.tell_permission(number, customer, status, None)
    }

    /// Changes a permission by the customer's thumb, and tells the business.
    pub(crate) fn tell_permission(
        self: &Arc<Self>,
        number: &Number,
        customer: Customer,
        status: PermissionStatus,
        context_id: Option<String>,
    ) -> Permission {
        let now = self.clock.now();
        let mut books = self.books();
        let message_id = books.new_id("wamid.HBgL");
        let permission = Permission::new(status, now);
        let script: Script = books.script_for(&customer.address).script.clone();
        books
            .permissions
            .set(&number.id, &customer.address, permission);
        drop(books);
        let reply = PermissionReply {
            message_id,
            context_id,
            customer,
            permission,
            source: Source::UserAction,
        };
        let webhook = number
            .dialect
            .dialect()
            .permission_reply(number, &reply, now);
        if let Some(webhook) = webhook {
            outbox::send_alone(self, &number.id, webhook, &script);
        }
        self.changed();
        permission
    }
}

impl Books {
    /// Whether `customer` may be called by this number.
    pub(crate) fn permission(&self, number_id: &str, customer: &str, now: Moment) -> Permission {
        self.permissions.of(number_id, customer, now)
    }

    /// Draws what follows from the end of a call: a callback is allowed, or one call too many was
    /// not picked up. The business is told after the call's own webhooks.
    pub(crate) fn settle_permission(&mut self, call_id: &str, now: Moment) {
        let Some((number_id, customer, outcome)) = self.call(call_id).and_then(outcome) else {
            return;
        };
        let Some(number) = self.numbers.get(&number_id).cloned() else {
            return;
        };
        let granted = self.permission(&number_id, &customer.address, now).status;
        let relation = self.permissions.relation_mut(&number_id, &customer.address);
        let change = relation.take(&outcome).filter(|status| match status {
            PermissionStatus::NoPermission => granted != PermissionStatus::NoPermission,
            PermissionStatus::Temporary | PermissionStatus::Permanent => {
                number.callback_permission && granted == PermissionStatus::NoPermission
            }
        });
        if let Some(status) = change {
            self.change_by_itself(&number, call_id, customer, status, now);
        }
    }

    fn change_by_itself(
        &mut self,
        number: &Number,
        call_id: &str,
        customer: Customer,
        status: PermissionStatus,
        now: Moment,
    ) {
        let permission = Permission::new(status, now);
        let is_grant = status != PermissionStatus::NoPermission;
        let reply = PermissionReply {
            message_id: self.new_id("wamid.HBgL"),
            context_id: is_grant.then(|| call_id.to_owned()),
            customer: customer.clone(),
            permission,
            source: Source::Automatic,
        };
        self.permissions
            .set(&number.id, &customer.address, permission);
        let webhook: Option<Webhook> = number
            .dialect
            .dialect()
            .permission_reply(number, &reply, now);
        if let (Some(webhook), Some(call)) = (webhook, self.call(call_id)) {
            call.outbox.push(Delivery::of(webhook));
        }
    }
}

/// What the end of a call means for the permission.
enum Outcome {
    Talked {
        at: Moment,
        inbound: bool,
    },
    /// The customer called and nobody answered.
    CustomerWasMissed,
    /// The customer did not pick up, or declined; the permission ends at `limit` in a row.
    Unanswered {
        limit: u32,
    },
    GivenUp,
}

fn outcome(call: &Call) -> Option<(String, Customer, Outcome)> {
    let State::Ended { end } = call.phone.state() else {
        return None;
    };
    let inbound = call.facts.direction == Direction::Inbound;
    let outcome = match (end.picked_up, end.reason) {
        (Some(at), _) => Outcome::Talked { at, inbound },
        (None, _) if inbound => Outcome::CustomerWasMissed,
        (None, Reason::NoAnswer | Reason::Declined) => Outcome::Unanswered {
            limit: call.script.script.revoke_after_unanswered,
        },
        (None, Reason::HungUp | Reason::GaveUp | Reason::MediaTimeout) => Outcome::GivenUp,
    };
    let facts = &call.facts;
    Some((facts.number_id.clone(), facts.customer.clone(), outcome))
}
