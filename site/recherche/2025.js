frise.shard([
["e-9vpx5hp96v","2025-01-09","9 janvier 2025","Le groupe de contact pour la défense de l’Ukraine se réunira le 9 janvier 2025 sur la base de Ramstein",1,"le groupe de contact pour la defense ukraine se reunira 9 janvier 2025 sur base ramstein"],
["e-3brpkx7psd","2025-01-11","11 janvier 2025","Nous vous retrouvons samedi 11 janvier",1,"nous vous retrouvons samedi 11 janvier"],
["e-ync6q26ek9","2025-21","printemps 2025","Le vrai rendez-vous, c’est le printemps",1,"le vrai rendez vous est printemps"],
["e-fhq7a3bfaj","2025-04","avril 2025","En avril prochain, les conscrits de la classe 2015 seront pourtant libérables",1,"en avril prochain les conscrits de la classe 2015 seront pourtant liberables"],
["e-kvbttbxpyg","2025-05-09","9 mai 2025","Il y a eu un banquet et un défilé",2,"il y a eu un banquet et defile andrei belooussov coree du nord rouge"]
]);
