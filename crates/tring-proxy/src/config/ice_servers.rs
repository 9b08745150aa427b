//! The ICE servers that pages are told of, as `RTCPeerConnection` takes them.

use tring_protocol::api::IceServer;

/// Why the ICE servers cannot be used. It never quotes the text: that holds credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IceServersError {
    /// Not the JSON that we take.
    #[error(
        "TRING_ICE_SERVERS (or --ice-servers) is not a JSON array of servers (look at line {line}, column {column}). \
         Write it like [{{\"urls\": [\"stun:stun.example.org\"]}}]."
    )]
    Json {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// A server has no address, or one that is neither STUN nor TURN (RFC 7064, RFC 7065).
    #[error(
        "server {0} of TRING_ICE_SERVERS (or --ice-servers) needs `urls` that begin with stun:, stuns:, turn: or turns:."
    )]
    Url(usize),
    /// Browsers refuse a TURN server without both.
    #[error(
        "server {0} of TRING_ICE_SERVERS (or --ice-servers) is a TURN server: give it a `username` and a `credential`."
    )]
    Credentials(usize),
}

/// Reads a JSON array; an empty text means none.
pub fn parse(text: &str) -> Result<Vec<IceServer>, IceServersError> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let servers: Vec<IceServer> =
        serde_json::from_str(text).map_err(|error| IceServersError::Json {
            line: error.line(),
            column: error.column(),
        })?;
    for (index, server) in servers.iter().enumerate() {
        check(server, index + 1)?;
    }
    Ok(servers)
}

fn check(server: &IceServer, number: usize) -> Result<(), IceServersError> {
    let has = |schemes: [&str; 2], url: &String| {
        let parts = url.split_once(':');
        parts.is_some_and(|(scheme, host)| schemes.contains(&scheme) && !host.is_empty())
    };
    let is_turn = |url: &String| has(["turn", "turns"], url);
    let is_known = |url: &String| is_turn(url) || has(["stun", "stuns"], url);
    if server.urls.is_empty() || !server.urls.iter().all(is_known) {
        return Err(IceServersError::Url(number));
    }
    let signed_in = server.username.is_some() && server.credential.is_some();
    if server.urls.iter().any(is_turn) && !signed_in {
        return Err(IceServersError::Credentials(number));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_taken_as_browsers_take_them() {
        let servers = parse(
            r#"[{"urls": ["stun:stun.example.org:3478"]},
                {"urls": ["turn:a.example", "turns:a.example?transport=tcp"], "username": "u", "credential": "c"}]"#,
        );
        assert_eq!(servers.map(|servers| servers.len()), Ok(2));
        assert_eq!(parse(" "), Ok(Vec::new()));
    }

    #[test]
    fn a_mistake_is_told_with_the_variables_name_and_without_the_credentials() {
        for (text, expected) in [
            ("stun:stun.example.org", "JSON array"),
            (r#"{"urls": []}"#, "JSON array"),
            (
                r#"[{"urls": ["stun:a"], "credential": ["hunter2"]}]"#,
                "JSON array",
            ),
            (r#"[{"urls": []}]"#, "server 1"),
            (
                r#"[{"urls": ["stun:a"]}, {"urls": ["https://a"]}]"#,
                "server 2",
            ),
            (r#"[{"urls": ["stun:"]}]"#, "server 1"),
            (
                r#"[{"urls": ["turn:a"], "credential": "hunter2"}]"#,
                "username",
            ),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains("TRING_ICE_SERVERS"), "{error}");
            assert!(error.contains(expected), "{text}: {error}");
            assert!(!error.contains("hunter2"), "a credential is told: {error}");
        }
    }
}
