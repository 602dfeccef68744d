using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using System.Text;
using StageSurveys.Engine;
using StageSurveys.Engine.Invitations;
using StageSurveys.Engine.Mail;
using StageSurveys.Engine.Surveys;
using StageSurveys.Testing;

namespace StageSurveys.Benchmarks;

/// <summary>
/// Invitations from "due" to accepted by Postfix's smtp-sink: one worker process, RabbitMQ, the ledger on, a mail of about 20 kB; beside Postfix's smtp-source with
/// messages of the same size into the same sink, once with a connection for each mail and once with connections that stay open.
/// </summary>
public static class SendingSpeed
{
    private const int Connections = 16, WarmUp = 1000;

    public static async Task RunAsync(int mails)
    {
        await using var server = await ScratchServer.OpenAsync();
        await using var database = await TestDatabase.CreateAsync();
        await using var broker = await RabbitBroker.CreateAsync();
        using var sink = await Sink.StartAsync();
        var shop = await Shop.OpenAsync(database);
        var (body, bytes) = Wording();
        await using (var command = database.Source.CreateCommand("UPDATE surveys SET mail_body_fr = $1, mail_body_en = $1"))
        {
            command.Parameters.Add(new() { Value = body });
            await command.ExecuteNonQueryAsync();
        }

        Console.WriteLine($"preparing {mails:N0} invitations with a mail of {bytes:N0} bytes…");
        await InviteAsync(shop, mails + WarmUp);
        Console.WriteLine($"{await shop.OneAsync<string>("SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit')")}; "
            + $"{Environment.ProcessorCount} processors, load average {ScratchServer.Load}; worker, broker, database and sink share them");
        var floorMails = Math.Clamp(mails, 2000, 20_000);
        var (apart, kept) = (await FloorAsync(sink, floorMails, bytes, keep: false), await FloorAsync(sink, floorMails, bytes, keep: true));

        await using var worker = await WorkerProcess.StartAsync(
            database, ("Bus__Transport", "RabbitMq"), ("Bus__RabbitMq", broker.Address.ToString()), ("Mail__Transport", "Smtp"), ("Mail__Smtp__Host", "127.0.0.1"), ("Mail__Smtp__Port", $"{sink.Port}"),
            ("Mail__Smtp__Connections", $"{Connections}"), ("Mail__From", "Shop <surveys@example.org>"), ("Mail__BounceAddress", "bounces@mail.example.org"), ("Site__PublicUrl", "https://surveys.example.org"),
            ("DOTNET_gcServer", "0"), ("Logging__LogLevel__Default", "Warning"), ("Logging__LogLevel__Microsoft.Hosting.Lifetime", "Information"));
        await DueAsync(shop, WarmUp);
        await SentAsync(shop, WarmUp, null);
        await shop.RunAsync("CHECKPOINT");

        using var process = Process.GetProcessById(worker.Id);
        var (cpu, machine, watch) = (process.TotalProcessorTime, Machine(), Stopwatch.StartNew());
        await DueAsync(shop, mails);
        await SentAsync(shop, WarmUp + mails, sent =>
        {
            process.Refresh();
            Console.WriteLine($"  {watch.Elapsed.TotalSeconds,6:0.0} s  {sent - WarmUp,9:N0} sent  worker {process.WorkingSet64 / 1048576.0,6:0.0} MB");
        });
        watch.Stop();
        process.Refresh();
        var (used, all) = (process.TotalProcessorTime - cpu, Machine());
        var (apartAfter, keptAfter) = (await FloorAsync(sink, floorMails, bytes, keep: false), await FloorAsync(sink, floorMails, bytes, keep: true));
        var rate = mails / watch.Elapsed.TotalSeconds;
        var (floor, open) = ((apart + apartAfter) / 2, (kept + keptAfter) / 2);
        var wrong = await shop.CountAsync($"invitations WHERE disposition <> 'Sent' OR attempts <> 1");
        Console.WriteLine($"invitations sent           {rate,9:N0} /s   ({mails:N0} in {watch.Elapsed.TotalSeconds:0.0} s, {Connections} connections; {(wrong == 0 ? "every line Sent at its first try" : $"{wrong:N0} lines are NOT Sent at their first try")})");
        Console.WriteLine($"processor time             {used.TotalMilliseconds / mails,9:0.00} ms  a mail in the worker; {(all.Busy - machine.Busy) * 10.0 / mails:0.00} ms a mail on the whole machine, which was {(all.Busy - machine.Busy) / (double)Math.Max(1, all.Total - machine.Total):P0} busy");
        Console.WriteLine($"floor: a connection a mail {floor,9:N0} /s   (smtp-source -s {Connections} -l {bytes}; before {apart:N0}, after {apartAfter:N0})");
        Console.WriteLine($"ratio                      {rate / floor,9:0.000}      (wanted: at least 0.20, aim 0.50)");
        Console.WriteLine($"beside: connections kept   {open,9:N0} /s   (smtp-source -d; before {kept:N0}, after {keptAfter:N0})");
        Console.WriteLine($"ratio                      {rate / open,9:0.000}");
    }

    /// <summary>A wording whose mail has about 20 kB with both parts and all headers, and how many bytes exactly.</summary>
    private static (string Body, int Bytes) Wording()
    {
        const string Paragraph = "\n\nVotre commande est passée entre plusieurs mains avant d’arriver chez vous : celles de l’atelier, du transporteur et de notre service. Dites-nous **où cela a bien marché** et où nous vous avons fait attendre, nous lisons chaque réponse.";
        var first = FirstScore.Of(SurveyDefinition.Parse(ReadyQuestionnaires.Find("after-delivery")!.Definition));
        for (var body = new StringBuilder("Bonjour {{customer.firstName}},\n\n{{score}}\n\n[Donner mon avis]({{link}})"); ; body.Append(Paragraph))
        {
            var token = InvitationToken.New();
            var link = new Uri($"https://surveys.example.org/s/{token.Text}");
            var values = new MailValues { CustomerName = "Camille Martin", TouchpointName = "Livraison", EventDate = new DateOnly(2026, 1, 1), Link = link, Unsubscribe = new Uri($"https://surveys.example.org/u/{token.Text}"), Score = ScoreInMail.Of(first, "fr", link) };
            var text = new MailText("Comment cela s’est-il passé ?", body.ToString());
            var mail = InvitationMail.Make(new MailWording(text, text), values, "fr", new MailBrand("Atelier Nord", "#0f5f8c"), "c1@example.org", Guid.NewGuid(), "after-delivery:delivery:invitation:exampleorg");
            var bytes = MimeWriter.Write(mail, new MailAddress("surveys@example.org", "Shop"), "id@example.org", TimeProvider.System.GetUtcNow(), eightBit: true).Length;
            if (bytes >= 20_000) return (body.ToString(), bytes);
        }
    }

    private static Task InviteAsync(Shop shop, int count) => shop.RunAsync($"""
        CREATE FUNCTION pg_temp.uuid_of(kind integer, i integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT ('0190000' || kind || '-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid $$;
        INSERT INTO customers (id, external_id, email, name, locale, time_zone, attributes, persona_id, persona_locked, created_at, updated_at)
        SELECT pg_temp.uuid_of(1, i), 'c' || i, 'c' || i || '@example.org', 'Camille Martin', 'fr', '', '{"{}"}', '00000000-0000-7000-8000-000000000001', false, now(), now() FROM generate_series(1, {count}) i;
        INSERT INTO touchpoint_events (id, event_key, touchpoint_id, customer_id, occurred_at, received_at, source, context, planned_at)
        SELECT pg_temp.uuid_of(2, i), 'e' || i, (SELECT id FROM touchpoints), pg_temp.uuid_of(1, i), now() - interval '1 day', now(), 'api', '{"{}"}', now() FROM generate_series(1, {count}) i;
        INSERT INTO invitations (id, event_id, trigger_id, touchpoint_id, customer_id, survey_version_id, persona_id, persona_rule_set_version, locale, disposition, reason, disposition_at,
            created_at, due_at, expires_at, attempts)
        SELECT pg_temp.uuid_of(3, i), pg_temp.uuid_of(2, i), (SELECT id FROM triggers), (SELECT id FROM touchpoints), pg_temp.uuid_of(1, i), (SELECT id FROM survey_versions),
            '00000000-0000-7000-8000-000000000001', 0, 'fr', 'Planned', '', now(), now(), now() + interval '1 day', now() + interval '15 days', 0 FROM generate_series(1, {count}) i;
        ANALYZE;
        """);

    private static Task DueAsync(Shop shop, int count) => shop.RunAsync(
        $"UPDATE invitations SET due_at = now() WHERE id IN (SELECT id FROM invitations WHERE disposition = 'Planned' AND due_at > now() + interval '1 hour' ORDER BY id LIMIT {count})");

    /// <summary>Waits until so many are sent and tells every five seconds how far it is.</summary>
    private static async Task SentAsync(Shop shop, int wanted, Action<long>? tell)
    {
        var (last, moved, told) = (0L, Stopwatch.StartNew(), Stopwatch.StartNew());
        while (true)
        {
            var sent = await shop.CountAsync("invitations WHERE disposition = 'Sent'");
            if (sent >= wanted) return;
            if (sent > last) (last, moved) = (sent, Stopwatch.StartNew());
            if (moved.Elapsed > TimeSpan.FromSeconds(60)) throw new TimeoutException($"No mail left for a minute; {sent:N0} of {wanted:N0} are sent.");
            if (told.Elapsed > TimeSpan.FromSeconds(5))
            {
                tell?.Invoke(sent);
                told.Restart();
            }

            await Task.Delay(500);
        }
    }

    /// <summary>Mails a second that smtp-source brings to the sink.</summary>
    private static async Task<double> FloorAsync(Sink sink, int mails, int bytes, bool keep)
    {
        var watch = Stopwatch.StartNew();
        string[] arguments = ["-s", $"{Connections}", "-l", $"{bytes}", "-m", $"{mails}", "-f", "surveys@example.org", "-t", "c1@example.org", .. keep ? new[] { "-d" } : [], $"127.0.0.1:{sink.Port}"];
        using var process = Process.Start(new ProcessStartInfo("/usr/sbin/smtp-source", arguments) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? mails / watch.Elapsed.TotalSeconds : throw new InvalidOperationException("smtp-source failed: " + said);
    }

    /// <summary>Ticks (hundredths of a second) that the processors of this machine worked, and all that there were; zero where the system does not say.</summary>
    private static (long Busy, long Total) Machine()
    {
        if (!File.Exists("/proc/stat")) return (0, 0);
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(x => long.Parse(x, CultureInfo.InvariantCulture)).ToArray();
        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    /// <summary>smtp-sink that throws every mail away, so that it is as quick as it can be.</summary>
    private sealed class Sink(Process process, int port) : IDisposable
    {
        public int Port => port;

        public static async Task<Sink> StartAsync()
        {
            const string Program = "/usr/sbin/smtp-sink";
            if (!File.Exists(Program)) throw new InvalidOperationException($"{Program} is missing: install Debian's postfix package.");
            var port = FreePort.Next();
            string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
            var process = Process.Start(new ProcessStartInfo(Program, [.. user, $"127.0.0.1:{port}", "1000"]) { WorkingDirectory = Path.GetTempPath() })!;
            var sink = new Sink(process, port);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => sink.Stop();
            await Eventually.True(() => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(end => end.Port == port), $"smtp-sink does not listen on port {port}");
            return sink;
        }

        public void Dispose() => Stop();

        private void Stop()
        {
            try
            {
                process.Kill();
            }
            catch (InvalidOperationException)
            {
                // Ended before.
            }
        }
    }
}
