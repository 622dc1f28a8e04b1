//! Themes: files of the built-in one are taken, changed, and told of when they are wrong.

use crate::support::{Folder, frise};

fn story() -> Folder {
    let folder = Folder::project();
    folder.article(
        "a",
        "2024-03-05",
        "Une passerelle",
        "La passerelle a été fermée le 4 mars 2024.",
    );
    folder
}

#[test]
fn ejected_files_change_nothing_until_they_are_changed() {
    let folder = story();
    frise(folder.path(), &["build"]).expect(0);
    let before = folder.read("site/index.html");
    frise(folder.path(), &["theme", "eject"]).expect(0).says(&["partials/card.html"]);
    frise(folder.path(), &["build"]).expect(0);
    assert_eq!(folder.read("site/index.html"), before);
    folder.write("templates/404.html", "<!doctype html><title>{{ site.title }}</title>");
    frise(folder.path(), &["build"]).expect(0);
    assert_eq!(folder.read("site/404.html"), "<!doctype html><title>Essai</title>");
}

#[test]
fn nothing_of_the_users_is_replaced() {
    let folder = story();
    frise(folder.path(), &["theme", "eject", "event.html"]).expect(0);
    folder.write("templates/event.html", "mine");
    frise(folder.path(), &["theme", "eject", "event.html"]).expect(2).says(&["already there"]);
    // Neither are files beside it written: all or nothing.
    frise(folder.path(), &["theme", "eject"]).expect(2);
    assert_eq!(folder.read("templates/event.html"), "mine");
    assert!(!folder.join("templates/home.html").exists());
    frise(folder.path(), &["theme", "eject", "templates/home.html"]).expect(0);
    assert!(folder.read("templates/home.html").contains("home.facts"));
}

#[test]
fn a_file_that_the_theme_has_not_is_named_with_the_nearest() {
    let folder = story();
    let wrong = frise(folder.path(), &["theme", "eject", "events.html"]).expect(2);
    wrong.says(&["no `events.html`", "did you mean `event.html`?"]);
    frise(folder.path(), &["theme", "eject", "../frise.toml"]).expect(2).says(&["theme list"]);
    frise(folder.path(), &["theme", "list"]).expect(0).prints(&["static/frise.css", "home.html"]);
    let bare = Folder::new();
    bare.write("a.txt", "Un texte.");
    frise(bare.path(), &["theme", "eject"]).expect(2).says(&["no frise.toml"]);
    assert!(!bare.join("templates").exists());
}

#[test]
fn a_wrong_template_is_told_with_file_line_and_the_variables_there_are() {
    let folder = story();
    folder.write("templates/event.html", "<p>\n{{ event.titel }}\n");
    let run = frise(folder.path(), &["build"]).expect(2);
    run.says(&["event.html", "line 2", "titel", "event.title", "site.title"]);
}
