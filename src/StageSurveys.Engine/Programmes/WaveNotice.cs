using System.Globalization;
using System.Net;
using System.Text;
using Npgsql;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Mail;

namespace StageSurveys.Engine.Programmes;

/// <summary>
/// The mail to an account manager about the waves that come: when, at which company, who is on the list, and where to change it. Managers without an address that can be
/// found get none; the page says the same. It is written in the language of most of the contacts it names.
/// </summary>
public sealed class WaveNotice(NpgsqlDataSource source, PublicLinks links)
{
    private const int ShownWaves = 40, ShownContacts = 30;

    private sealed record Coming(Guid Id, string Account, LocalText Programme, DateTimeOffset At, string Zone, string Unapproved, List<(string Name, string Role)> Contacts);

    /// <summary>One mail a manager; none for managers without an address.</summary>
    public async Task<IReadOnlyList<MailMessage>> MakeAsync(Guid[] waves, CancellationToken cancel)
    {
        if (waves.Length == 0) return [];
        await using var connection = await source.OpenConnectionAsync(cancel);
        Dictionary<string, (string Name, int French, int People, Dictionary<Guid, Coming> Waves)> mails = [];
        await using var read = new NpgsqlCommand("""
            SELECT u.email, u.name, w.id, a.name, p.name_fr, p.name_en, w.starts_at, p.time_zone, p.unapproved, c.name, c.email, l.role, c.locale ~* '^fr([-_]|$)'
            FROM waves w JOIN programmes p ON p.id = w.programme_id JOIN accounts a ON a.id = w.account_id JOIN account_managers u ON u.id = a.manager_id
            LEFT JOIN wave_contacts l ON l.wave_id = w.id AND l.included LEFT JOIN customers c ON c.id = l.customer_id
            WHERE w.id = ANY($1) AND u.email <> ''
            ORDER BY w.starts_at, a.name, w.id, c.name, c.id
            """, connection)
        { Parameters = { new() { Value = waves } } };
        await using var row = await read.ExecuteReaderAsync(cancel);
        while (await row.ReadAsync(cancel))
        {
            var (email, id) = (row.GetString(0), row.GetGuid(2));
            var mail = mails.GetValueOrDefault(email, (row.GetString(1), 0, 0, []));
            if (!mail.Waves.TryGetValue(id, out var wave))
                mail.Waves[id] = wave = new(id, row.GetString(3), new LocalText(row.GetString(4), row.GetString(5)), row.GetFieldValue<DateTimeOffset>(6), row.GetString(7), row.GetString(8), []);
            if (!row.IsDBNull(9))
            {
                wave.Contacts.Add((row.GetString(9).Length > 0 ? row.GetString(9) : row.GetString(10), row.GetString(11)));
                mail = mail with { People = mail.People + 1, French = mail.French + (row.GetBoolean(12) ? 1 : 0) };
            }

            mails[email] = mail;
        }

        return [.. mails.Where(x => MailAddress.FaultOf(x.Key) is null).Select(x => Make(x.Key, x.Value.Name, 2 * x.Value.French >= x.Value.People, [.. x.Value.Waves.Values]))];
    }

    private MailMessage Make(string email, string name, bool french, List<Coming> waves)
    {
        var culture = CultureInfo.GetCultureInfo(french ? "fr" : "en");
        var (text, html) = (new StringBuilder(), new StringBuilder());
        var one = waves.Count == 1 ? waves[0] : null;
        var subject = one is not null
            ? french ? $"Vague à venir\u00A0: {one.Account}, {Day(one)}" : $"Coming wave: {one.Account}, {Day(one)}"
            : french ? $"{waves.Count} vagues à venir" : $"{waves.Count} coming waves";
        Paragraph(french ? $"Bonjour {name}," : $"Hello {name},");
        Paragraph(french
            ? "Voici les contacts qui seront interrogés chez vos comptes. Vous pouvez en ajouter, en écarter, en remplacer, joindre un mot personnel et approuver la vague sur sa page."
            : "These contacts of your accounts will be asked. On the page of each wave you can add, leave out and replace them, add a personal note, and approve it.");
        foreach (var wave in waves.Take(ShownWaves))
        {
            var link = links.Page($"waves/{wave.Id}").AbsoluteUri;
            var head = $"{wave.Account} · {wave.Programme.In(french ? "fr" : "en")} · {Day(wave)}";
            text.Append(head).Append('\n');
            html.Append(CultureInfo.InvariantCulture, $"<h2 style=\"margin:24px 0 4px;font-size:16px;\">{Escape(head)}</h2>\n<ul style=\"margin:4px 0;padding-left:20px;\">\n");
            foreach (var (who, role) in wave.Contacts.Take(ShownContacts))
            {
                var line = $"{who} ({RoleWord(role, french)})";
                text.Append("- ").Append(line).Append('\n');
                html.Append(CultureInfo.InvariantCulture, $"<li>{Escape(line)}</li>\n");
            }

            if (wave.Contacts.Count > ShownContacts) Item(french ? $"et {wave.Contacts.Count - ShownContacts} autres" : $"and {wave.Contacts.Count - ShownContacts} more");
            if (wave.Contacts.Count == 0) Item(french ? "aucun contact dans les rôles interrogés" : "no contact in the roles that are asked");
            html.Append("</ul>\n");
            var rule = Rule(wave.Unapproved, french);
            text.Append(rule).Append('\n').Append(link).Append("\n\n");
            html.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:4px 0;\">{Escape(rule)} <a href=\"{Escape(link)}\">{(french ? "Ouvrir la vague" : "Open the wave")}</a></p>\n");
        }

        if (waves.Count > ShownWaves) Paragraph((french ? $"Et {waves.Count - ShownWaves} autres\u00A0: " : $"And {waves.Count - ShownWaves} more: ") + links.Page("programmes").AbsoluteUri);
        return new MailMessage
        {
            To = new MailAddress(email, name.Length > 0 ? name : null),
            Subject = subject,
            Text = text.ToString(),
            Html = $"<!doctype html>\n<html lang=\"{(french ? "fr" : "en")}\"><head><meta charset=\"utf-8\"><title>{Escape(subject)}</title></head>\n<body style=\"font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:15px;line-height:22px;max-width:640px;\">\n{html}</body></html>\n",
            Locale = french ? "fr" : "en",
        };

        string Day(Coming wave) => Dates.Long(InvitationMail.Day(wave.At, wave.Zone, "UTC"), culture);

        void Paragraph(string line)
        {
            text.Append(line).Append("\n\n");
            html.Append(CultureInfo.InvariantCulture, $"<p>{Escape(line)}</p>\n");
        }

        void Item(string line)
        {
            text.Append("- ").Append(line).Append('\n');
            html.Append(CultureInfo.InvariantCulture, $"<li>{Escape(line)}</li>\n");
        }
    }

    private static string Rule(string unapproved, bool french) => unapproved switch
    {
        nameof(Unapproved.Go) => french ? "Sans réponse de votre part, elle part telle quelle." : "Without an answer of yours it goes as it is.",
        nameof(Unapproved.Wait) => french ? "Elle attend votre accord pour partir." : "It waits for your approval.",
        _ => french ? "Sans votre accord d’ici là, elle n’aura pas lieu." : "Without your approval by then it will not take place.",
    };

    private static string RoleWord(string role, bool french) => role switch
    {
        Accounts.ContactRoles.DecisionMaker => french ? "décideur" : "decision maker",
        Accounts.ContactRoles.Sponsor => "sponsor",
        Accounts.ContactRoles.User => french ? "utilisateur" : "user",
        Accounts.ContactRoles.Finance => "finance",
        Accounts.ContactRoles.Operations => french ? "exploitation" : "operations",
        _ => french ? "autre" : "other",
    };

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
