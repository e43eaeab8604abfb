//! The words of a module's `# requires:` line, and which of them are packages.

/// The packages among space-separated words. Words that begin with `-`, `_` or `.` are dropped, and so is the standard library.
pub fn parse(words: &str, is_standard: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        let is_option = word.starts_with(['-', '_', '.']);
        if !is_option && !is_standard(name(word)) && !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

/// The distribution's name at the beginning of a requirement.
pub fn name(requirement: &str) -> &str {
    let end = requirement.find(|c: char| !(c.is_alphanumeric() || "._-".contains(c)));
    &requirement[..end.unwrap_or(requirement.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_requirements() {
        let check = |words: &str, expected: &[&str]| {
            assert_eq!(parse(words, |name| ["os", "asyncio"].contains(&name)), expected, "{words:?}");
        };
        check("requests pillow==9.0", &["requests", "pillow==9.0"]);
        check("-r evil.txt --index-url x", &["evil.txt", "x"]);
        check("_private .local os asyncio aiohttp", &["aiohttp"]);
        check("git+https://example.org/a.git", &["git+https://example.org/a.git"]);
        check("pillow pillow", &["pillow"]);
        check("", &[]);
    }

    #[test]
    fn the_name_ends_where_extras_or_versions_begin() {
        for (requirement, expected) in
            [("a-b.c_d>=1", "a-b.c_d"), ("uvloop[dev]", "uvloop"), ("x~=1;y", "x"), ("plain", "plain")]
        {
            assert_eq!(name(requirement), expected);
        }
    }
}
