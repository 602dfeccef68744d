namespace StageSurveys.Engine.Surveys;

/// <summary>A questionnaire to start from, as the SurveyJS definition that its draft begins with.</summary>
public sealed record ReadyQuestionnaire(string Key, LocalText Name, LocalText Description, string Definition);

/// <summary>The questionnaires that come with the product, each answered in under a minute.</summary>
public static class ReadyQuestionnaires
{
    public static readonly IReadOnlyList<ReadyQuestionnaire> All =
    [
        Load("after-delivery", "After delivery", "Après livraison",
            "Did the order arrive as promised, and what went wrong on the way?",
            "La commande est-elle arrivée comme prévu, et quels problèmes a-t-elle connus en route\u202f?"),
        Load("after-support", "After support", "Après un contact avec le service client",
            "Was the request settled, how much effort did it take, and what feeling is left?",
            "La demande est-elle réglée, au prix de quel effort, et quel ressenti en reste-t-il\u202f?"),
        Load("after-return", "After a return", "Après un retour",
            "Was it easy to send an item back and be refunded?",
            "Le renvoi de l’article et son remboursement ont-ils été faciles\u202f?"),
        Load("loyalty", "Loyalty (NPS)", "Fidélité (NPS)",
            "Would customers recommend us, why, and what does the loyalty programme bring them?",
            "Les clients nous recommanderaient-ils, pourquoi, et que leur apporte le programme de fidélité\u202f?"),
        Load("b2b-relationship", "B2B relationship", "Relation B2B",
            "Where the relationship with a client company stands, for periodic surveys.",
            "Où en est la relation avec une entreprise cliente, pour les enquêtes périodiques."),
    ];

    public static ReadyQuestionnaire? Find(string key) => All.FirstOrDefault(ready => ready.Key == key);

    private static ReadyQuestionnaire Load(string key, string nameEn, string nameFr, string descriptionEn, string descriptionFr)
    {
        var assembly = typeof(ReadyQuestionnaires).Assembly;
        using var stream = assembly.GetManifestResourceStream($"StageSurveys.Engine.Surveys.Ready.{key}.json")
            ?? throw new InvalidOperationException($"The ready questionnaire {key} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return new ReadyQuestionnaire(key, new LocalText(nameFr, nameEn), new LocalText(descriptionFr, descriptionEn), reader.ReadToEnd());
    }
}
