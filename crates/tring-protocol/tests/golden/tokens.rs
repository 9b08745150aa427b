//! Tokens.

use tring_protocol::token::{Token, TokenCreated, TokenList, TokenRequest};

use crate::{AT, golden};

fn token() -> Token {
    Token {
        id: 7,
        name: "CRM".to_owned(),
        abilities: vec!["calls:read".to_owned(), "calls:write".to_owned()],
        expires_at: Some(AT),
        last_used_at: Some(AT),
        created_at: AT,
        created_by: Some("Ada".to_owned()),
        agent_id: Some(7),
    }
}

#[test]
fn tokens_are_made_and_listed() {
    golden(
        "token.request.json",
        &TokenRequest {
            name: "CRM".to_owned(),
            abilities: vec!["calls:read".to_owned(), "calls:write".to_owned()],
            expires_at: Some(AT),
            agent_id: Some(7),
        },
    );
    golden(
        "token.created.json",
        &TokenCreated {
            success: true,
            data: token(),
            token: "7|the-secret".to_owned(),
        },
    );
    golden(
        "token.list.json",
        &TokenList {
            success: true,
            data: vec![
                token(),
                Token {
                    id: 8,
                    abilities: vec!["*".to_owned()],
                    expires_at: None,
                    last_used_at: None,
                    created_by: None,
                    ..token()
                },
            ],
        },
    );
}

#[test]
fn a_made_token_is_not_in_its_debug_text() {
    let created = TokenCreated {
        success: true,
        data: token(),
        token: "7|the-secret".to_owned(),
    };
    assert!(
        !format!("{created:?}").contains("the-secret"),
        "the secret is shown once, to the one who asked"
    );
}
