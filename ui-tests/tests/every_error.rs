//! Every error that the macros can raise is raised by one of the cases: each text of one in their sources is in an answer.

use std::{fs, path::Path};

/// The files below a folder whose names end so.
fn files(folder: &Path, extension: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(self::files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            files.push((path.display().to_string(), fs::read_to_string(&path).expect("a text")));
        }
    }
    files
}

/// The texts in a source, without its tests: what is in quotes, as it reads.
fn texts(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut texts = Vec::new();
    let mut rest = code.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '/' if rest.peek() == Some(&'/') => while rest.next().is_some_and(|character| character != '\n') {},
            // A character in quotes, which may be a quote itself; or a lifetime, of which nothing is skipped but a letter.
            '\'' => {
                let escaped = rest.next() == Some('\\');
                rest.by_ref().take(usize::from(escaped)).for_each(drop);
            }
            '"' => {
                let mut text = String::new();
                while let Some(character) = rest.next().filter(|character| *character != '"') {
                    match (character, rest.peek()) {
                        ('\\', Some('\n')) => while rest.next_if(|character| character.is_whitespace()).is_some() {},
                        ('\\', Some(_)) => text.extend(rest.next()),
                        _ => text.push(character),
                    }
                }
                texts.push(text);
            }
            _ => {}
        }
    }
    texts
}

/// What is left of a text when its holes are taken out: ``unknown key `{key}` `` → ``unknown key ` ``, `` ` ``.
fn pieces(text: &str) -> Vec<&str> {
    text.split('{').enumerate().map(|(index, piece)| if index == 0 { piece } else { after_hole(piece) }).collect()
}

fn after_hole(piece: &str) -> &str {
    piece.split_once('}').map_or(piece, |(_, after)| after)
}

fn says(line: &str, text: &str) -> bool {
    let mut rest = Some(line);
    for piece in pieces(text) {
        rest = rest.and_then(|rest| rest.split_once(piece)).map(|(_, after)| after);
    }
    rest.is_some()
}

/// A text of several words; one alone is a name.
fn is_of_words(text: &str) -> bool {
    pieces(text).iter().flat_map(|piece| piece.split_whitespace()).filter(|word| word.len() > 1).count() > 2
}

#[test]
fn is_raised_by_a_case() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let answers = files(&own.join("tests"), "stderr");
    let mut texts = Vec::new();
    for (path, source) in files(&own.join("../macros/src"), "rs") {
        if !path.rsplit("macros/src").next().is_some_and(|own| own.contains("tests")) {
            texts.extend(self::texts(&source).into_iter().filter(|text| is_of_words(text)));
        }
    }
    assert!(texts.len() > 50, "there are more errors than these: {texts:#?}");
    let is_raised = |text: &String| answers.iter().any(|(_, answer)| answer.lines().any(|line| says(line, text)));
    let never: Vec<_> = texts.iter().filter(|text| !is_raised(text)).collect();
    assert!(never.is_empty(), "no case raises these errors: {never:#?}");
}

#[test]
fn holes_are_any_text() {
    assert_eq!(pieces("unknown key `{key}`: {hint}"), ["unknown key `", "`: ", ""]);
    assert!(says("error: unknown key `modle`: did you mean `model`?", "unknown key `{key}`: {hint}"));
    assert!(!says("error: unknown key `modle`", "unknown key `{key}`: {hint}"));
    assert_eq!(texts("// \"no\"\nf('\"', \"a \\\"b\\\" \\\n    c\") #[cfg(test)] \"no\""), ["a \"b\" c"]);
}
