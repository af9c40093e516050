//! Answers only the requests that call the server by an allowed name.

use super::address::Address;
use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header::HOST, uri::Authority},
    middleware::{Next, from_fn},
};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

/// Refuses a request by another name than `hosts`, the name of the server's address, `localhost` or a number. Without `hosts`, a
/// server that others can reach answers to any name; one that only this machine can reach does not, because a web page in a browser
/// here could let its own name lead to it ("DNS rebinding").
pub(super) fn allow_hosts(mut hosts: Vec<String>, address: &Address, local: SocketAddr, routes: Router) -> Router {
    if hosts.is_empty() && !local.ip().to_canonical().is_loopback() {
        return routes;
    }
    hosts.extend(address.name().map(str::to_owned));
    let hosts: Arc<[String]> = hosts.into();
    routes.layer(from_fn(move |request: Request, next: Next| {
        let allowed = is_allowed(&hosts, request.headers().get(HOST));
        async move {
            if allowed {
                return Ok(next.run(request).await);
            }
            Err((StatusCode::MISDIRECTED_REQUEST, "this name is not among the `hosts` of the server\n"))
        }
    }))
}

fn is_allowed(hosts: &[String], header: Option<&HeaderValue>) -> bool {
    // A client of HTTP/1.0, such as the health check of a load balancer, may name no host; a browser always does.
    let Some(header) = header else { return true };
    let Ok(authority) = Authority::try_from(header.as_bytes()) else { return false };
    let host = authority.host();
    let number = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let name = host.strip_suffix('.').unwrap_or(host);
    number.parse::<IpAddr>().is_ok()
        || hosts.iter().map(String::as_str).chain(["localhost"]).any(|allowed| name.eq_ignore_ascii_case(allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_allowed_by_its_name() {
        let hosts = ["metrics.example.org".to_owned(), "agent".to_owned()];
        for (header, expected) in [
            ("metrics.example.org", true),
            ("Metrics.Example.org:9090", true),
            ("agent:9090", true),
            ("agent.", true),
            ("localhost.", true),
            ("localhost:9090", true),
            ("127.0.0.1:9090", true),
            ("[::1]:9090", true),
            ("10.0.0.7", true),
            ("example.org", false),
            ("evil.metrics.example.org", false),
            ("metrics.example.org.evil.org", false),
            ("127.0.0.1.evil.org:9090", false),
            ("localhost.evil.org", false),
            ("", false),
            ("a b", false),
        ] {
            let header = HeaderValue::from_static(header);
            assert_eq!(is_allowed(&hosts, Some(&header)), expected, "{header:?}");
        }
        assert!(is_allowed(&hosts, None));
    }
}
