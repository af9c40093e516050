//! Finds the HTTP status that a text states.

use super::super::provider_failures;

/// The first status of a failure that the text states.
///
/// ```text
/// HTTP 529: …      (429 Too Many Requests)     status code: 503     HTTP status client error (401 Unauthorized) for url …
///      ^^^          ^^^                                     ^^^                               ^^^
/// ```
///
/// The number stands alone, does not count anything, and is marked as a status by the words before it or by the reason phrase
/// beside it.
pub(super) fn stated(text: &str) -> Option<u16> {
    let mut from = 0;
    while let Some(at) = text[from..].find(|c: char| c.is_ascii_digit()) {
        let start = from.saturating_add(at);
        let length = text[start..].find(|c: char| !c.is_ascii_digit());
        let end = length.map_or(text.len(), |length| start.saturating_add(length));
        from = end;
        let (before, after) = (&text[..start], &text[end..]);
        let Some(status) = text[start..end].parse().ok().filter(|status| (400..600).contains(status)) else { continue };
        let is_stated = || is_reason(status, before, after) || words_state(before);
        if stands_alone(before, after) && !counts(after) && is_stated() {
            return Some(status);
        }
    }
    None
}

/// False for a part of a name, a version, an address, a larger number or a place in a file.
fn stands_alone(before: &str, after: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut backwards = before.chars().rev();
    let starts = match backwards.next() {
        Some('.' | '/' | '$' | '@' | '+') => false,
        Some('-' | ',') => !backwards.next().is_some_and(is_word),
        last => !last.is_some_and(is_word),
    };
    let mut forwards = after.chars();
    let ends = match forwards.next() {
        Some('%' | '/' | '°') => false,
        Some('.' | ',' | ':' | '-') => !forwards.next().is_some_and(is_word),
        next => !next.is_some_and(is_word),
    };
    starts && ends
}

/// True if the number says how many: `500 ms`, `429 files`.
fn counts(after: &str) -> bool {
    const COUNTED: &str = "\
        attempts bytes calls characters chars chunks days documents entries errors events failures files gb hits \
        hours items kb kib lines matches mb messages mib min minutes ms msec objects pages records requests \
        responses results retries rows s sec seconds secs steps tests times tokens urls us users words";
    let word = after.trim_start_matches(' ').split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    after.starts_with(' ') && is_one_of(COUNTED, &word.to_lowercase())
}

/// True if the reason phrase of the status, or what clients write in its place, stands beside it: `429 Too Many Requests`,
/// `Too Many Requests (429)`, `503 Server Error`, `503 UNAVAILABLE`.
fn is_reason(status: u16, before: &str, after: &str) -> bool {
    let follows = after.trim_start_matches([' ', ':', '-', '(', ')', ']', '"', '\'']);
    let precedes = before.trim_end_matches([' ', ':', '-', '(', '[']);
    // `http` prints it for a status without a phrase; requests, of Python, prints the class.
    let class = if status < 500 { "client error" } else { "server error" };
    let phrases = reasons(status).iter().copied().chain(["<unknown status code>", "status code", class]);
    let is_phrase = |phrase| starts_with_word(follows, phrase) || ends_with_phrase(precedes, phrase);
    let code = follows.split(|c: char| !c.is_ascii_uppercase() && c != '_').next().unwrap_or("");
    phrases.into_iter().any(is_phrase) || (code.len() > 2 && provider_failures::from_code(code).is_some())
}

fn starts_with_word(text: &str, phrase: &str) -> bool {
    text.get(..phrase.len()).is_some_and(|start| is_same(start, phrase))
        && !text[phrase.len()..].starts_with(char::is_alphanumeric)
}

/// A single word is the reason phrase only with its capital: `409 Conflict`, not `409 conflict markers`.
fn is_same(text: &str, phrase: &str) -> bool {
    if phrase.contains([' ', '/']) { text.eq_ignore_ascii_case(phrase) } else { text == phrase }
}

fn ends_with_phrase(text: &str, phrase: &str) -> bool {
    let start = text.len().wrapping_sub(phrase.len());
    text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(phrase))
        && !text[..start].ends_with(char::is_alphanumeric)
}

/// The reason phrases of RFC 9110 and of older ones, nginx and Cloudflare.
fn reasons(status: u16) -> &'static [&'static str] {
    match status {
        400 => &["Bad Request"],
        401 => &["Unauthorized"],
        402 => &["Payment Required"],
        403 => &["Forbidden"],
        404 => &["Not Found"],
        405 => &["Method Not Allowed"],
        406 => &["Not Acceptable"],
        407 => &["Proxy Authentication Required"],
        408 => &["Request Timeout", "Request Time-out"],
        409 => &["Conflict"],
        410 => &["Gone"],
        411 => &["Length Required"],
        412 => &["Precondition Failed"],
        413 => &["Content Too Large", "Payload Too Large", "Request Entity Too Large"],
        414 => &["URI Too Long", "Request-URI Too Long"],
        415 => &["Unsupported Media Type"],
        416 => &["Range Not Satisfiable", "Requested Range Not Satisfiable"],
        417 => &["Expectation Failed"],
        418 => &["I'm a teapot"],
        421 => &["Misdirected Request"],
        422 => &["Unprocessable Content", "Unprocessable Entity"],
        423 => &["Locked"],
        424 => &["Failed Dependency"],
        425 => &["Too Early"],
        426 => &["Upgrade Required"],
        428 => &["Precondition Required"],
        429 => &["Too Many Requests"],
        431 => &["Request Header Fields Too Large"],
        451 => &["Unavailable For Legal Reasons"],
        499 => &["Client Closed Request"],
        500 => &["Internal Server Error"],
        501 => &["Not Implemented"],
        502 => &["Bad Gateway"],
        503 => &["Service Unavailable", "Service Temporarily Unavailable"],
        504 => &["Gateway Timeout", "Gateway Time-out"],
        505 => &["HTTP Version Not Supported"],
        507 => &["Insufficient Storage"],
        508 => &["Loop Detected"],
        511 => &["Network Authentication Required"],
        520 => &["Web Server Returned an Unknown Error"],
        521 => &["Web Server Is Down"],
        522 => &["Connection Timed Out"],
        523 => &["Origin Is Unreachable"],
        524 => &["A Timeout Occurred"],
        525 => &["SSL Handshake Failed"],
        526 => &["Invalid SSL Certificate"],
        529 => &["Overloaded", "Site is overloaded"],
        530 => &["Site is frozen"],
        _ => &[],
    }
}

/// True if the words before the number tell that it is a status.
fn words_state(before: &str) -> bool {
    let end =
        before.trim_end_matches([' ', '\t', '\n', ':', '=', '(', '[', '{', '"', '\'', '`', '#', '-', '<', '*', '\\']);
    let is_introduced = before[end.len()..].contains([':', '=', '(']);
    if ends_with_http_version(end) {
        return true;
    }
    let mut words = Words(end).filter(|word| !is_one_of(FILLERS, word));
    let mut next = || words.next().unwrap_or_default();
    let word = next();
    // Also as one word: `StatusCode(429)`, `upstream_status=502`, `APIError: 429`, `HttpStatusError(503)`.
    if let Some(whose) = word.strip_suffix("statuscode").or_else(|| word.strip_suffix("status")) {
        let whose = if whose.is_empty() { next() } else { whose.to_owned() };
        return !is_one_of(OTHER_STATUSES, &whose);
    }
    if let Some(whose) = word.strip_suffix("error").filter(|whose| !whose.is_empty()) {
        return whose.ends_with("status") || is_one_of(SUBJECTS, whose);
    }
    match &*word {
        "http" | "https" | "httpcode" | "responsecode" | "httpresponsecode" => true,
        "code" => match &*next() {
            "status" => !is_one_of(OTHER_STATUSES, &next()),
            "http" | "response" => true,
            // Without a colon it is that of a database: `Error code 517: database is locked`.
            "error" => is_introduced && !is_one_of(OTHER_ERRORS, &next()),
            _ => false,
        },
        "response" => next() == "http",
        "error" | "failed" | "returned" | "responded" | "answered" | "replied" | "returning" => match &*next() {
            "returned" => true,
            subject => is_one_of(SUBJECTS, subject),
        },
        _ => false,
    }
}

/// What stands between the words and the number: `status code of 429`, `status: Some(429)`, `responded with a 503`.
const FILLERS: &str = "a an call completion is of some was with";

/// What has a status that is not HTTP's.
const OTHER_STATUSES: &str = "exit exited job order process wait";

/// What has an error code that is not HTTP's.
const OTHER_ERRORS: &str = "db database exit mysql os postgres sql sqlite system win32 windows";

/// Whose error, and whose answer, has an HTTP status.
const SUBJECTS: &str = "\
    api backend client endpoint gateway googleapi http https llm provider proxy remote request response server \
    service upstream url anthropic azure bedrock cerebras claude cohere deepseek fireworks gemini google grok groq \
    huggingface kimi mistral moonshot ollama openai openrouter perplexity together vertex vllm xai";

fn is_one_of(words: &str, word: &str) -> bool {
    words.split(' ').any(|each| each == word)
}

/// `HTTP/1.1 502`, `HTTP/2 502`
fn ends_with_http_version(text: &str) -> bool {
    let version = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    version.len() < text.len() && ends_with_phrase(version, "HTTP/")
}

/// The words before a number, from the last to the first, in lower case without underscores, to the end of the clause.
struct Words<'a>(&'a str);

impl Iterator for Words<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let text = self.0.trim_end_matches([' ', '\n', ':', '=', '(', '"', '\'', '-', '/', '\\']);
        let start = text
            .rfind(|c: char| !c.is_alphanumeric() && c != '_')
            .map_or(0, |at| at.saturating_add(separator_length(text, at)));
        let (before, word) = text.split_at(start);
        self.0 = before;
        (!word.is_empty()).then(|| word.to_lowercase().replace('_', ""))
    }
}

fn separator_length(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_in_the_forms_that_programs_write() {
        for (text, status) in [
            ("HTTP 529: overloaded", 529),
            ("http 503", 503),
            ("HTTP error 429", 429),
            ("HTTP error: 500 while calling", 500),
            ("HTTP/1.1 502 Bad Gateway", 502),
            ("HTTP/2 429", 429),
            ("OpenAI API error (429 Too Many Requests): …", 429),
            ("request failed with status 503", 503),
            ("Request failed with status code 429", 429),
            ("status code: 503", 503),
            ("unexpected status code of 500", 500),
            ("HTTP status client error (401 Unauthorized) for url (https://api.openai.com/v1/chat/completions)", 401),
            ("HTTP status server error (503 Service Unavailable) for url (https://x)", 503),
            ("HTTP status server error (529 <unknown status code>) for url (https://x)", 529),
            ("HTTP status server error (529) for url (https://x)", 529),
            ("status: 429", 429),
            ("429 Too Many Requests", 429),
            ("[429] Too Many Requests", 429),
            ("429: too many requests", 429),
            ("Too Many Requests (429)", 429),
            ("429 Client Error: Too Many Requests for url: https://x", 429),
            ("503 Server Error for url", 503),
            ("Error code: 429 - {}", 429),
            ("error code: 524", 524),
            ("API error 500: oops", 500),
            ("API Error: 400 {}", 400),
            ("error (status 429)", 429),
            ("StatusCode(429)", 429),
            ("status=429", 429),
            ("\"statusCode\":429", 429),
            ("{\"status_code\": 429}", 429),
            ("http_status=503", 503),
            ("status: Some(429)", 429),
            ("Http(Status(429))", 429),
            ("googleapi: Error 429: Resource exhausted", 429),
            ("503 UNAVAILABLE. The model is overloaded", 503),
            ("the server returned 503", 503),
            ("server responded with a 503.", 503),
            ("The requested URL returned error: 429", 429),
            ("upstream error 502", 502),
            ("Anthropic error 529, giving up", 529),
            ("got HTTP 200, then HTTP 500", 500),
            ("took 500 ms, then HTTP 429", 429),
            ("https://api.x.ai/v1: status code 429", 429),
            ("error, status code: 429, status: 429 Too Many Requests, message: slow down", 429),
            ("non-success status 404", 404),
            ("APIError: 429", 429),
            ("HttpStatusError(503)", 503),
            ("upstream_status=502", 502),
            ("UnexpectedStatus(500)", 500),
            ("LLM call failed: 503", 503),
            ("got a 429 status code", 429),
            ("gefährlich: HTTP 404 – ü", 404),
        ] {
            assert_eq!(stated(text), Some(status), "{text}");
        }
    }

    /// Slices, and what is no letter of ASCII, at each place.
    #[test]
    fn no_text_does_harm() {
        let text = "é HTTP/1.1 502 é (429 Töo)–status: 503\u{301} 500°";
        let places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        for (index, start) in places.iter().enumerate() {
            for end in &places[index..] {
                let _ = stated(&text[*start..*end]);
            }
        }
        assert_eq!(stated(text), Some(502), "the first");
    }

    #[test]
    fn a_number_alone_is_no_status() {
        for text in [
            "",
            "429",
            "processed 429 files",
            "took 500 ms",
            "took 500ms",
            "listening on port 8080",
            "port 443, then 500",
            "line 404",
            "src/main.rs:404:12",
            "main.rs:404",
            "Failed to generate 429",
            "rate limited: 429",
            "retry after 429 seconds",
            "429 requests failed",
            "status: 500 rows",
            "HTTP: 500 ms",
            "HTTP 200 OK",
            "HTTP 4290",
            "status 42",
            "status: 429.5",
            "status: ok, count: 500",
            "exit status: 404",
            "exit status 500",
            "exit_status=500",
            "ParseError: 404",
            "process exited with code 500",
            "exit code: 429",
            "os error 404",
            "(os error 111)",
            "Error code 517: database is locked",
            "sqlite error code: 522",
            "error 404",
            "409 conflict markers",
            "the status of the 500 largest",
            "the tool call returned 500",
            "gpt-429",
            "max_tokens=500",
            "$500",
            "500%",
            "1,429 of 2,500",
            "error[E0404]",
            "v1.500.0",
            "127.0.0.500",
            "HTTP server on 10.0.0.1 took 500",
            "http_requests_total 500",
            "the server processed 404 of them",
            "grep returned 404",
            "chapter 404: not foundations",
            "ids 404/500",
            "expected a status, got 500",
        ] {
            assert_eq!(stated(text), None, "{text}");
        }
    }
}
