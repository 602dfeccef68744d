using System.Text.Json;
using Npgsql;
using StageSurveys.Engine.Surveys;

namespace StageSurveys.Engine.Responses;

/// <summary>A score of the first question that was clicked in the mail.</summary>
/// <param name="Key">Key of the question.</param>
/// <param name="Place">Place of the value, from 1.</param>
/// <param name="Values">All values of the question, by place.</param>
public sealed record ProposedScore(string Key, int Place, IReadOnlyList<JsonElement> Values)
{
    public JsonElement Value => Values[Place - 1];
}

/// <summary>Writes down that a value was clicked in a mail. It opens the page with that value chosen, and nothing more.</summary>
public sealed class ProposeScore(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>The first question with the value at this place; null when the survey has no such place, and then nothing is stored.</summary>
    /// <param name="count">False for one who is known not to be a person: nothing is stored either.</param>
    public async Task<ProposedScore?> RunAsync(OpenedSurvey survey, int place, bool count, CancellationToken cancel)
    {
        if (survey.Definition is not { } definition || FirstScore.Of(definition) is not { } first || first.At(place) is null) return null;
        if (count)
        {
            // Gateways that follow every link come at once with all of them: one row, whatever they do.
            await using var command = source.CreateCommand("""
                INSERT INTO score_proposals (invitation_id, place, clicks, first_at, last_at) VALUES ($1, $2, 1, $3, $3)
                ON CONFLICT (invitation_id) DO UPDATE SET place = excluded.place, clicks = score_proposals.clicks + 1, last_at = excluded.last_at
                """);
            command.Parameters.Add(new() { Value = survey.InvitationId });
            command.Parameters.Add(new() { Value = place });
            command.Parameters.Add(new() { Value = time.GetUtcNow() });
            await command.ExecuteNonQueryAsync(cancel);
        }

        return new ProposedScore(first.Key, place, [.. first.Cells.Select(x => x.Value)]);
    }
}
