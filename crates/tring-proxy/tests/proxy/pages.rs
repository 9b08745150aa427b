//! The built pages and what a browser is told about them; the health page.

use std::path::PathBuf;

use crate::world::{Answer, World};

fn built_pages() -> PathBuf {
    let name = format!("tring-pages-{}", hex::encode(rand::random::<[u8; 8]>()));
    let pages = std::env::temp_dir().join(name);
    std::fs::create_dir_all(pages.join("channels")).unwrap();
    let index =
        "<!doctype html><script type=\"module\" nonce=\"{{__TRUNK_NONCE__}}\">import 'x'</script>";
    std::fs::write(pages.join("index.html"), index).unwrap();
    std::fs::write(pages.join("channels/index.html"), index).unwrap();
    std::fs::write(pages.join("inbox-0a1b2c3d4e5f6789.js"), "let plain = 1;").unwrap();
    std::fs::write(pages.join("inbox-0a1b2c3d4e5f6789.js.br"), "compressed").unwrap();
    std::fs::write(pages.join("icon.svg"), "<svg/>").unwrap();
    pages
}

async fn get(world: &World, path: &str, encoding: &str) -> Answer {
    let request = world.http.get(world.url() + path);
    Answer::of(request.header("accept-encoding", encoding)).await
}

#[tokio::test]
async fn each_page_view_has_a_nonce_of_its_own_and_a_strict_policy() {
    let pages = built_pages();
    let world = World::with_pages(pages.clone()).await;
    let mut nonces = Vec::new();
    for path in ["/", "/index.html", "/channels", "/channels/"] {
        let page = get(&world, path, "identity").await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap();
        assert!(
            page.text.contains(&format!("nonce=\"{nonce}\"")),
            "{}",
            page.text
        );
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        let permissions = page.headers["permissions-policy"].to_str().unwrap();
        assert!(permissions.contains("microphone=(self)"), "{permissions}");
        nonces.push(nonce.to_owned());
    }
    assert_ne!(nonces[0], nonces[1]);
    std::fs::remove_dir_all(pages).unwrap();
}

#[tokio::test]
async fn files_with_a_hash_are_kept_for_ever_and_sent_compressed() {
    let pages = built_pages();
    let world = World::with_pages(pages.clone()).await;
    let script = get(&world, "/inbox-0a1b2c3d4e5f6789.js", "gzip, br").await;
    assert_eq!(script.headers["content-encoding"], "br");
    assert_eq!(script.text, "compressed");
    let cache = script.headers["cache-control"].to_str().unwrap();
    assert!(cache.contains("immutable"), "{cache}");
    let script = get(&world, "/inbox-0a1b2c3d4e5f6789.js", "identity").await;
    assert_eq!(script.text, "let plain = 1;");
    let icon = get(&world, "/icon.svg", "br").await;
    assert_eq!(icon.headers["cache-control"], "no-cache");
    assert_eq!(icon.headers["content-type"], "image/svg+xml");
    get(&world, "/nothing.js", "br")
        .await
        .refused(404, "not_found");
    let outside = get(&world, "/..%2f..%2fetc%2fpasswd", "br").await;
    assert_eq!(outside.status, 404);
    std::fs::remove_dir_all(pages).unwrap();
}

#[tokio::test]
async fn without_built_pages_the_front_page_says_how_to_build_them() {
    let world = World::start().await;
    let page = get(&world, "/", "identity").await;
    assert_eq!(page.status, 503);
    assert!(page.text.contains("cargo xtask start"), "{}", page.text);
}

// Swagger UI's own page was called "Swagger UI", had no main part, and was white in the dark.
#[tokio::test]
async fn the_api_is_described_on_a_page_of_our_own_that_asks_nobody_else() {
    let world = World::start().await;
    let page = get(&world, "/api/docs/", "identity").await;
    assert!(
        page.text.contains("<title>Tring API</title>"),
        "{}",
        page.text
    );
    let links = ["href=\"", "src=\""].map(|mark| page.text.split(mark).skip(1));
    let links: Vec<_> = links
        .into_iter()
        .flatten()
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(links.len(), 8, "{links:?}");
    for link in links {
        let path = match link.strip_prefix("./") {
            Some(name) => format!("/api/docs/{name}"),
            None => link.to_owned(),
        };
        assert!(path.starts_with('/'), "{link} is elsewhere");
        let file = get(&world, &path, "identity").await;
        assert_eq!(file.status, 200, "{path}");
    }
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src 'self';"), "{policy}");
}

#[tokio::test]
async fn the_health_page_tells_status_version_and_database() {
    let world = World::start().await;
    let health = get(&world, "/health", "identity").await.ok();
    assert_eq!(health["status"], "ok");
    assert_eq!(health["database"], "ok");
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
}
