frise.shard([
["e-ba4c6t9gsw","","","L'Otan l'a reconnu hier : des unités venues de Pyongyang stationnent dans l'oblast de Koursk",1,"otan a reconnu hier des unites venues de pyongyang stationnent dans oblast koursk coree du nord"],
["e-m45edyb8vb","","","À Kiev, un conseiller militaire soupire : « On nous avait promis une réponse avant Noël",1,"a kiev un conseiller militaire soupire on nous avait promis une reponse avant noel ukraine"]
]);
