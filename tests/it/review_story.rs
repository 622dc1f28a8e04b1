//! A small story with a conflict of dates, for the tests of review.

use crate::support::Folder;
use std::fs;

/// Two outlets date one vote differently, two tell one fire, one tells something else.
pub(crate) fn story() -> Folder {
    let folder = Folder::project();
    let vote = "Le conseil municipal de Valmer a adopté samedi 9 mars 2024 le plan de sauvegarde du pont suspendu. Les travaux coûteront douze millions d’euros, selon la mairie. Trois entreprises avaient répondu à l’appel d’offres.\n\nLa maire, Odile Ferran, a salué un choix historique. Les riverains réclamaient des garanties sur le bruit. Une passerelle provisoire sera posée en aval. La région promet une aide, sans en préciser le montant.";
    let other = "Après des mois de querelles, les élus de Valmer ont adopté lundi 11 mars 2024 le plan de sauvegarde de leur pont suspendu. L’opposition s’est abstenue, faute d’étude indépendante.\n\nUn collectif d’habitants juge la facture trop lourde pour une commune endettée. Le chantier doit durer deux ans et demi, peut-être davantage. Les pylônes datent du siècle dernier et la rouille gagne.";
    let fire = "Un incendie a détruit mardi 19 mars 2024 un entrepôt du port de Lorme. Deux pompiers ont été blessés. La fumée se voyait de loin, racontent des pêcheurs.";
    let ashes = "Le feu a ravagé un hangar dans la zone portuaire de Lorme, mardi 19 mars 2024. Une enquête est ouverte pour en connaître la cause. Les assurances attendent le rapport.";
    let school = "Le lycée de Brassac a rouvert vendredi 22 mars 2024 après trois semaines de fermeture. Les élèves ont retrouvé une cantine refaite à neuf.";
    folder
        .article("2024-03-12-courrier", "2024-03-12", "Courrier : le pont sera sauvé", vote)
        .article("2024-03-13-gazette", "2024-03-13", "Gazette : feu vert", other)
        .article("2024-03-20-large", "2024-03-20", "Large : incendie au port", fire)
        .article("2024-03-21-echo", "2024-03-21", "Écho : un hangar en cendres", ashes)
        .article("2024-03-23-vallee", "2024-03-23", "Vallée : le lycée rouvre", school);
    folder
}

impl Folder {
    /// Builds, and gives `timeline.json`.
    #[track_caller]
    pub(crate) fn built(&self) -> serde_json::Value {
        self.frise(&["build"]).expect(0);
        self.timeline()
    }

    /// The decision files, by name.
    pub(crate) fn decisions(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.join("content/decisions")) else { return Vec::new() };
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// Replaces words of a file.
    #[track_caller]
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} does not say `{from}`");
        self.write(path, text.replacen(from, to, 1));
    }
}

/// The id of the event whose title or sentences hold `words`.
#[track_caller]
pub(crate) fn event(timeline: &serde_json::Value, words: &str) -> String {
    let mentions = timeline["mentions"].as_array().unwrap();
    let found = mentions.iter().find(|m| m["quote"].as_str().unwrap().contains(words));
    found.and_then(|m| m["event"].as_str()).unwrap_or_else(|| panic!("{words}")).to_owned()
}

/// The id of the mention whose sentence holds `words`.
#[track_caller]
pub(crate) fn mention(timeline: &serde_json::Value, words: &str) -> String {
    let mentions = timeline["mentions"].as_array().unwrap();
    let found = mentions.iter().find(|m| m["quote"].as_str().unwrap().contains(words));
    found.unwrap_or_else(|| panic!("{words}"))["id"].as_str().unwrap().to_owned()
}

/// All event ids.
pub(crate) fn event_ids(timeline: &serde_json::Value) -> Vec<String> {
    let events = timeline["events"].as_array().unwrap().iter();
    events.map(|event| event["id"].as_str().unwrap().to_owned()).collect()
}

/// The only conflict.
#[track_caller]
pub(crate) fn conflict(timeline: &serde_json::Value) -> &serde_json::Value {
    let conflicts = timeline["conflicts"].as_array().unwrap();
    assert_eq!(conflicts.len(), 1, "{conflicts:#?}");
    &conflicts[0]
}
