//! docker-compose.yml, as far as it can be judged without containers.

use std::process::Command;

use anyhow::Result;

use super::tally::Tally;
use crate::command::{is_on_path, run};
use crate::workspace;

/// Has Compose read the file; it needs no engine for that.
pub(super) fn suite() -> Tally {
    let mut tally = Tally::default();
    if is_on_path("docker-compose") {
        tally.record("docker-compose config", config());
    } else {
        tally.skip("docker-compose is not installed");
    }
    tally
}

fn config() -> Result<()> {
    let mut compose = Command::new("docker-compose");
    compose.current_dir(workspace::root()).args(["--env-file", ".env.example", "config", "--quiet"]);
    run(&mut compose).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> String {
        std::fs::read_to_string(workspace::root().join(name)).unwrap()
    }

    /// The services with their lines.
    fn services(compose: &str) -> Vec<(&str, &str)> {
        let services = compose.split("\nservices:\n").nth(1).unwrap().split("\nsecrets:\n").next().unwrap();
        let starts = services.split("\n\n").map(|service| service.trim_start().split_once(":\n").unwrap());
        starts.collect()
    }

    #[test]
    fn every_service_is_confined_and_says_whether_it_is_well() {
        let compose = file("docker-compose.yml");
        let services = services(&compose);
        let names: Vec<&str> = services.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["db", "wordpress", "agent", "web"]);
        for (name, lines) in services {
            for wanted in ["<<: *confined", "healthcheck:"] {
                assert!(lines.contains(wanted), "{name} lacks {wanted}");
            }
        }
        for wanted in ["read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"] {
            assert!(compose.split("\nservices:\n").next().unwrap().contains(wanted), "{wanted}");
        }
    }

    #[test]
    fn images_are_pinned_to_a_patch() {
        let (compose, dockerfile) = (file("docker-compose.yml"), file("php/Dockerfile"));
        let stages: Vec<&str> =
            dockerfile.lines().filter_map(|line| line.split_once(" AS ").map(|(_, name)| name)).collect();
        let bases = dockerfile.lines().filter_map(|line| line.strip_prefix("FROM ")?.split(' ').next());
        let images = compose.lines().filter_map(|line| line.trim().strip_prefix("image: "));
        let mut count = 0;
        for image in bases.chain(images).filter(|image| !stages.contains(image)) {
            let version = image.split(':').nth(1).and_then(|tag| tag.split('-').next()).unwrap_or_default();
            // Debian has two numbers.
            let numbers = if image.starts_with("debian:") { 2 } else { 3 };
            let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            assert!(version.split('.').count() == numbers && version.split('.').all(is_number), "{image}");
            count += 1;
        }
        assert!(count >= 6, "{count} images");
    }

    #[test]
    fn every_variable_is_in_the_example() {
        let (compose, example) = (file("docker-compose.yml"), file(".env.example"));
        let used: Vec<&str> = compose.split("${").skip(1).map(|rest| rest.split([':', '}']).next().unwrap()).collect();
        assert!(!used.is_empty());
        for name in &used {
            assert!(example.contains(&format!("\n{name}=")), "{name}");
        }
        let shown = example.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
        for (name, value) in shown.filter(|(name, _)| *name != "COMPOSE_PROJECT_NAME") {
            assert!(used.contains(&name), "{name} is not used");
            assert!(compose.contains(&format!("${{{name}:-{value}}}")), "{name} has another default");
        }
    }
}
