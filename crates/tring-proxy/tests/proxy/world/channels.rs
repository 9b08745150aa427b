//! Administrators, and channels at each provider of the simulator.

use reqwest::Method;
use serde_json::{Value, json};
use tring_providers::registry::{self, FieldName};

use super::{ACCESS_TOKEN, Agent, Answer, TEAM, WEBHOOK_SECRET, World};

/// A number at a provider that the simulator plays.
pub(crate) struct Place {
    pub(crate) provider: &'static str,
    pub(crate) number: &'static str,
    pub(crate) number_id: &'static str,
    pub(crate) account_id: &'static str,
    pub(crate) path: &'static str,
}

pub(crate) const META: Place = Place {
    provider: "meta",
    number: "+15550002222",
    number_id: "306540352242922",
    account_id: "366634483210360",
    path: "/meta/v23.0",
};

/// One at each provider.
pub(crate) const PLACES: [Place; 5] = [
    META,
    Place {
        provider: "dialog360",
        number: "+4930550001",
        number_id: "206540352242922",
        account_id: "",
        path: "/dialog360",
    },
    Place {
        provider: "ycloud",
        number: "+6283138205150",
        number_id: "461269257068832",
        account_id: "188234691048809",
        path: "/ycloud/v2",
    },
    Place {
        provider: "vobiz",
        number: "+911140001234",
        number_id: "3f1c9b7e-2d4a-4f6b-9c8e-0a1b2c3d4e5f",
        account_id: "MA_DEMO0001",
        path: "/vobiz/api/v1/messaging",
    },
    Place {
        provider: "positus",
        number: "+551131361234",
        number_id: "5dbbbf01-2f92-4389-b512-45de86c4a66f",
        account_id: "",
        path: "/positus/v2",
    },
];

impl Place {
    /// What the page of channels sends to add it.
    pub(crate) fn draft(&self, world: &World) -> Value {
        let mut draft = json!({
            "name": format!("Shop at {}", self.provider),
            "provider": self.provider,
            "number": self.number,
            "number_id": self.number_id,
            "base_url": world.provider.origin() + self.path,
            "access_token": ACCESS_TOKEN,
            "webhook_secret": WEBHOOK_SECRET,
        });
        if !self.account_id.is_empty() {
            draft["account_id"] = json!(self.account_id);
        }
        let entry = registry::entry(self.provider).expect("a known provider");
        let mut fields = entry.fields.iter();
        if fields.any(|field| field.name == FieldName::VerifyToken) {
            draft["verify_token"] = json!("the-verify-token");
        }
        draft
    }

    /// Makes the number known to the simulator.
    pub(crate) async fn open(&self, world: &World, webhook_url: Option<&str>, calling: bool) {
        let body = self.number(webhook_url, calling);
        self.put(world, &body).await;
    }

    /// A number that has these call hours already, in the provider's words.
    pub(crate) async fn open_with_hours(&self, world: &World, webhook_url: &str, hours: &Value) {
        let mut body = self.number(Some(webhook_url), true);
        body["settings"] = json!({"call_hours": hours});
        self.put(world, &body).await;
    }

    fn number(&self, webhook_url: Option<&str>, calling: bool) -> Value {
        let mut body = json!({
            "dialect": self.provider,
            "display_number": self.number,
            "token": ACCESS_TOKEN,
            "webhook_secret": WEBHOOK_SECRET,
            "calling_enabled": calling,
        });
        if !self.account_id.is_empty() {
            body["account_id"] = json!(self.account_id);
        }
        if let Some(url) = webhook_url {
            body["webhook_url"] = json!(url);
        }
        body
    }

    async fn put(&self, world: &World, body: &Value) {
        let path = format!("/sim/numbers/{}", self.number_id);
        world.provider.put(&path, body).await;
    }
}

impl World {
    /// A signed-in administrator of the team.
    pub(crate) async fn admin(&self) -> Agent {
        let admin = self.agent("Ada").await;
        let email = "ada@example.org";
        let user = [
            "user", "add", "--team", TEAM, "--name", "Ada", "--email", email,
        ];
        let user = [&user[..], &["--role", "admin", "--if-absent"]].concat();
        self.cli(&user).await;
        admin
    }

    /// Adds a channel as `admin`; its id and its webhook address.
    pub(crate) async fn add(&self, admin: &Agent, draft: &Value) -> (String, String) {
        let answer = admin.post("/api/channels", draft).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        (
            text(&answer.json["data"]["id"]),
            text(&answer.json["webhook_url"]),
        )
    }

    /// The world's own channel's id.
    pub(crate) async fn own_channel(&self) -> String {
        sqlx::query_scalar("SELECT id FROM channels ORDER BY rowid LIMIT 1")
            .fetch_one(self.store().await.readers())
            .await
            .expect("the world's channel")
    }

    /// Changes the database beside the proxy.
    pub(crate) async fn sql(&self, statement: &'static str) {
        let store = self.store().await;
        let mut write = store.write().await.expect("a transaction");
        sqlx::query(statement)
            .execute(write.db())
            .await
            .expect("a statement");
        write.commit().await.expect("a commit");
        store.close().await;
    }
}

impl Agent {
    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::PATCH, path).json(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }
}
