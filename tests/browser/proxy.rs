//! A proxy inside the page: it stands where `fetch` and `WebSocket` lead, and answers as the test says.

use js_sys::{Array, Function};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};

use crate::ground::{javascript, property, until};

/// Answers the page's requests while it lives. A request without an answer waits for one.
pub(crate) struct Proxy(JsValue);

const INSTALL: &str = "
    const pristine = window.pristine ??= { fetch: window.fetch, WebSocket: window.WebSocket };
    const proxy = { requests: [], answers: {}, sockets: [] };
    window.fetch = async (input, init) => {
        const request = new Request(input, init);
        const { pathname: path, search } = new URL(request.url);
        const body = await request.text();
        proxy.requests.push({ method: request.method, path, search, body, keepalive: request.keepalive });
        const action = path.split('/').pop();
        while (!(action in proxy.answers)) await new Promise((done) => setTimeout(done, 5));
        const { status, text } = proxy.answers[action];
        if (status === 0) throw new TypeError('Failed to fetch');
        return new Response(text, { status });
    };
    window.WebSocket = function (address) {
        const socket = new EventTarget();
        Object.assign(socket, { address, sent: [], closed: false });
        socket.send = (text) => socket.sent.push(text);
        socket.close = () => { socket.closed = true; };
        proxy.sockets.push(socket);
        return socket;
    };
    proxy.last = () => proxy.sockets[proxy.sockets.length - 1];
    proxy.remove = () => Object.assign(window, pristine);
    return proxy;
";

impl Proxy {
    pub(crate) fn install() -> Self {
        Self(javascript(INSTALL, &JsValue::NULL))
    }

    /// From now on requests to `…/action` are answered like this; status 0 is a broken connection.
    pub(crate) fn answers(&self, action: &str, status: u16, body: Value) {
        let answer = json!([action, status, body.to_string()]).to_string();
        let script = "return (proxy) => { const [action, status, text] = JSON.parse(argument);
                      proxy.answers[action] = { status, text }; }";
        self.apply(script, &answer);
    }

    /// `{"success":true}` with a sentence.
    pub(crate) fn agrees(&self, action: &str) {
        self.answers(action, 200, json!({"success": true, "message": "Done."}));
    }

    pub(crate) fn refuses(&self, action: &str, status: u16, code: &str) {
        let body = json!({"success": false, "error": "Because of the test.", "code": code});
        self.answers(action, status, body);
    }

    /// The requests to `…/action` so far.
    pub(crate) fn requests(&self, action: &str) -> Vec<Value> {
        let script = "return (proxy) => JSON.stringify(proxy.requests.filter((request) =>
                      request.path.endsWith('/' + argument)))";
        let text = self.apply(script, action).as_string().expect("JSON");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Waits for a request to `…/action` and returns its body.
    pub(crate) async fn request(&self, action: &str) -> Value {
        until(action, || !self.requests(action).is_empty()).await;
        let requests = self.requests(action);
        let body = requests.last().expect("there is one")["body"].clone();
        serde_json::from_str(body.as_str().expect("text")).expect("JSON")
    }

    /// Says this on the newest event socket.
    pub(crate) fn says(&self, message: Value) {
        let script = "return (proxy) => proxy.last().dispatchEvent(
                      new MessageEvent('message', { data: argument }))";
        self.apply(script, &message.to_string());
    }

    /// Breaks the newest event socket.
    pub(crate) fn hangs_up_the_socket(&self) {
        self.apply(
            "return (proxy) => proxy.last().dispatchEvent(new CloseEvent('close'))",
            "",
        );
    }

    /// How many event sockets were opened.
    pub(crate) fn sockets(&self) -> u32 {
        Array::from(&self.apply("return (proxy) => proxy.sockets", "")).length()
    }

    /// Whether the page has closed its newest event socket.
    pub(crate) fn socket_is_closed(&self) -> bool {
        self.apply("return (proxy) => proxy.last().closed", "")
            .is_truthy()
    }

    /// What the page has said on its newest event socket.
    pub(crate) fn heard(&self) -> Vec<Value> {
        let script = "return (proxy) => '[' + proxy.last().sent.join(',') + ']'";
        let text = self.apply(script, "").as_string().expect("JSON");
        serde_json::from_str(&text).expect("JSON")
    }

    fn apply(&self, script: &str, argument: &str) -> JsValue {
        let function: Function = javascript(script, &argument.into()).unchecked_into();
        function
            .call1(&JsValue::NULL, &self.0)
            .expect("the test's own script")
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let remove: Function = property(&self.0, "remove").unchecked_into();
        let _ = remove.call0(&JsValue::NULL);
    }
}

/// A call as the proxy tells of it.
pub(crate) fn call(direction: &str, status: &str, version: u32, more: Value) -> Value {
    let mut call = json!({
        "id": 1, "call_id": "call_1", "version": version, "direction": direction,
        "status": status, "channel_id": "main", "channel_name": "Main line",
        "from_number": "+4930111111", "to_number": "+4915112345678",
        "initiated_at": 1_795_170_000_000_u64,
    });
    let fields = call.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    call
}

pub(crate) fn event(kind: &str, call: Value) -> Value {
    json!({"kind": kind, "seq": 1, "call": call})
}

pub(crate) fn snapshot(calls: Vec<Value>) -> Value {
    json!({"kind": "snapshot", "seq": 1, "calls": calls})
}
