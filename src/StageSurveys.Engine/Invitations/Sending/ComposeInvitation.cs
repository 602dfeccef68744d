using System.Collections.Concurrent;
using Npgsql;
using StageSurveys.Engine.Invitations.Reminders;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Invitations.Sending;

/// <summary>Makes the mail of a claimed invitation: wording, links, and the marks by which its bounces and complaints find back to it.</summary>
public sealed class ComposeInvitation(NpgsqlDataSource source, ReturnKey key, PublicLinks links, SendingIdentity identity, TimeProvider time)
{
    // Versions are frozen, so what was read once stays true.
    private readonly ConcurrentDictionary<Guid, MailedSurvey> surveys = new();

    internal async Task<MailMessage> RunAsync(SendingInvitation claimed, CancellationToken cancel)
    {
        var mail = claimed.Mail(links, await SurveyAsync(claimed.SurveyVersionId, cancel), identity.FeedbackId(claimed.SurveyKey, claimed.TouchpointKey, "invitation"));
        return mail with { MessageId = identity.MessageId(claimed.Id, 0), ReturnPath = await ReturnPathAsync(claimed.Id, cancel) };
    }

    /// <summary>A reminder, the last one, or the thank-you mail (number 0).</summary>
    internal async Task<MailMessage> RunAsync(FollowUpMail claimed, CancellationToken cancel)
    {
        var mail = claimed.Mail;
        var (kind, wording) = claimed.Number == 0 ? ("thanks", DefaultWording.ThankYou) : ("reminder", Reminder(mail.OfWave, claimed.IsLast));
        var message = mail.Mail(links, await SurveyAsync(mail.SurveyVersionId, cancel), identity.FeedbackId(mail.SurveyKey, mail.TouchpointKey, kind), wording, claimed.ExpiresAt, thanks: claimed.Number == 0);
        return message with { MessageId = identity.MessageId(mail.Id, claimed.Number == 0 ? 99 : claimed.Number), ReturnPath = await ReturnPathAsync(mail.Id, cancel) };
    }

    private async Task<string?> ReturnPathAsync(Guid about, CancellationToken cancel) =>
        identity.BounceAddress.Length == 0 ? null : ReturnAddress.Make(identity.BounceAddress, await key.GetAsync(cancel), about, time.Today());

    private async Task<MailedSurvey> SurveyAsync(Guid versionId, CancellationToken cancel)
    {
        if (surveys.TryGetValue(versionId, out var known)) return known;
        await using var command = source.CreateCommand("SELECT definition FROM survey_versions WHERE id = $1");
        command.Parameters.Add(new() { Value = versionId });
        return surveys[versionId] = MailedSurvey.Of((string?)await command.ExecuteScalarAsync(cancel) ?? "{}");
    }

    // A wave comes at intervals: no moment has just been that could be spoken of.
    private static MailWording Reminder(bool ofWave, bool last) => (ofWave, last) switch
    {
        (false, false) => DefaultWording.Reminder,
        (false, true) => DefaultWording.LastReminder,
        (true, false) => DefaultWording.PeriodicReminder,
        (true, true) => DefaultWording.PeriodicLastReminder,
    };
}
