namespace StageSurveys.Engine.Mail;

public enum WordingFaultKind
{
    EmptySubject,
    EmptyBody,
    UnknownHole,
    UnclosedHole,
    MissingLink,
    AddressInSubject,
}

/// <summary>One thing that is wrong with a wording.</summary>
/// <param name="Language"><c>fr</c> or <c>en</c>: the text at fault.</param>
/// <param name="Hole">The name in the hole, where the fault is about one.</param>
public sealed record WordingFault(string Language, WordingFaultKind Kind, string? Hole = null)
{
    /// <summary>The fault in a sentence, for a reader of <paramref name="locale"/>.</summary>
    public string Say(string? locale) => Languages.IsFrench(locale) ? InFrench() : InEnglish();

    private string InFrench()
    {
        var text = Language == "fr" ? "Texte français" : "Texte anglais";
        return text + "\u00A0: " + Kind switch
        {
            WordingFaultKind.EmptySubject => "l’objet est vide.",
            WordingFaultKind.EmptyBody => "le message est vide.",
            WordingFaultKind.UnknownHole => $"le champ {{{{{Hole}}}}} n’existe pas.",
            WordingFaultKind.UnclosedHole => "une accolade {{ n’a pas de }} correspondante.",
            WordingFaultKind.MissingLink => "le champ {{link}} manque, personne ne pourrait répondre.",
            _ => $"le champ {{{{{Hole}}}}} n’a pas sa place dans l’objet.",
        };
    }

    private string InEnglish()
    {
        var text = Language == "fr" ? "French text" : "English text";
        return text + ": " + Kind switch
        {
            WordingFaultKind.EmptySubject => "the subject is empty.",
            WordingFaultKind.EmptyBody => "the message is empty.",
            WordingFaultKind.UnknownHole => $"there is no field {{{{{Hole}}}}}.",
            WordingFaultKind.UnclosedHole => "a {{ has no matching }}.",
            WordingFaultKind.MissingLink => "the field {{link}} is missing, nobody could answer.",
            _ => $"the field {{{{{Hole}}}}} does not belong in the subject.",
        };
    }
}

/// <summary>Finds what is wrong with a wording before anybody gets it.</summary>
public static class WordingFaults
{
    public static IReadOnlyList<WordingFault> Find(MailWording wording) => [.. Find("fr", wording.French), .. Find("en", wording.English)];

    private static IEnumerable<WordingFault> Find(string language, MailText text)
    {
        if (string.IsNullOrWhiteSpace(text.Subject)) yield return new WordingFault(language, WordingFaultKind.EmptySubject);
        if (string.IsNullOrWhiteSpace(text.Body))
        {
            yield return new WordingFault(language, WordingFaultKind.EmptyBody);
            yield break;
        }

        foreach (var name in Holes.In(text.Subject + "\n" + text.Body).Distinct().Where(name => !Holes.Names.Contains(name)))
            yield return new WordingFault(language, WordingFaultKind.UnknownHole, name);

        foreach (var name in Holes.In(text.Subject).Where(name => name is Holes.Link or Holes.Score or Holes.Unsubscribe).Distinct())
            yield return new WordingFault(language, WordingFaultKind.AddressInSubject, name);

        if (HasUnclosed(text.Subject) || HasUnclosed(text.Body)) yield return new WordingFault(language, WordingFaultKind.UnclosedHole);
        if (!Holes.In(text.Body).Contains(Holes.Link)) yield return new WordingFault(language, WordingFaultKind.MissingLink, Holes.Link);
    }

    private static bool HasUnclosed(string text)
    {
        var rest = Holes.Pattern().Replace(text, "");
        return rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal);
    }
}
