frise.shard([
["e-182vn9er9c","","","Un lecteur m'a écrit pour me demander si le polygone que l'on voit partout à la télévision est bien celui",1,"un lecteur a ecrit pour me demander si le polygone que on voit partout la television est bien celui"],
["e-dpddz3c9cx","","","La réunion qui devait se tenir jeudi entre parlementaires européens et sud-coréens a été annulée, faute de salle",1,"la reunion qui devait se tenir jeudi entre parlementaires europeens et sud coreens a ete annulee faute de salle coree du"],
["e-mnten6c12f","","","C’est la question que tout le monde se posait encore lundi à Séoul",1,"est la question que tout le monde se posait encore lundi a seoul coree du sud"]
]);
