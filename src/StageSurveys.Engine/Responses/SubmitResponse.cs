using System.Text.Json;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Responses;

/// <summary>What came of a submission. <paramref name="Access"/> Answered: it is on disk, now or from an earlier try. Faults: nothing was stored.</summary>
public sealed record Submission(SurveyAccess Access, bool Stored, string Locale, IReadOnlyList<Fault> Faults);

/// <summary>
/// Takes the answers of an invitation: one look-up by token hash, one write (<see cref="StoreResponses"/>). It returns after the commit.
/// </summary>
public sealed class SubmitResponse(InvitationLook look, PublishedDefinitions versions, StoreResponses store)
{
    public async Task<Submission> RunAsync(string token, JsonElement answers, CancellationToken cancel)
    {
        if (InvitationToken.Parse(token) is not { } parsed || await look.FindAsync(parsed) is not { } found) return new(SurveyAccess.Unknown, false, "en", []);
        if (found.Access != SurveyAccess.Open || found.SurveyVersionId is not { } version) return new(found.Access, false, found.Locale, []);

        var definition = await versions.GetAsync(version, cancel);
        var check = AnswerCheck.Run(definition, StorableJson.Clean(answers), complete: true);
        if (!check.Ok) return new(SurveyAccess.Open, false, found.Locale, check.Faults);

        // Once begun it is seen through: a customer who closes the page at this moment has answered.
        if (await store.RunAsync(found.Id, check.Answers.GetRawText())) return new(SurveyAccess.Answered, true, found.Locale, []);

        // Somebody else was faster in between: a second click, another device, an opt-out.
        var after = await look.FindAsync(parsed);
        return new(after?.Access ?? SurveyAccess.Unknown, false, found.Locale, []);
    }
}
