using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ActionConstraints;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using StageSurveys.Engine.Accounts;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Programmes;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Tests.Hosting;

/// <summary>Every route of every controller, with ids that are there and ids that are not, and with all sorts of nonsense in every field.</summary>
public sealed partial class EveryRouteTests
{
    private static readonly int[] Fine = [200, 202, 204, 302, 400, 404, 409, 410, 413, 415, 422];

    // For texts; everything else is plausible meanwhile.
    private static readonly string[] Texts = ["", "x", new('x', 10_000), "a\0b", "'\"<>%_\\{{0}}\u202E\U0001D54F\r\n", "[]", "{\"elements\":[]}", "2026-13-45"];

    // For everything that is no text.
    private static readonly string[] Others = ["", "nonsense", "-2147483648", "2147483647", "99999999999999999999", "0001-01-01", "9999-12-31", "00000000-0000-0000-0000-000000000000"];

    private static readonly string[] Bodies =
    [
        "", "null", "5", "[]", "{}", "{", "[null]", "[[]]", "{\"answers\":null,\"page\":-1}", "{\"answers\":{\"a\":\"\\u0000\"},\"page\":2147483647}", "{\"answers\":{\"face\":\"\\ud800\"},\"page\":0}",
        "{\"answers\":{\"face\":4},\"page\":99999999999}", "{\"name\":null}", "{\"name\":\"\\u0000\"}", "{\"name\":\"\\ud800\"}", "{\"ids\":null,\"list\":null}", "{\"ids\":[],\"list\":\"\"}",
        "{\"ids\":[\"0194f0a0-0000-7000-8000-000000000001\",\"0194f0a0-0000-7000-8000-000000000001\"],\"list\":\"0194f0a0-0000-7000-8000-000000000001/x\"}",
        "{\"definition\":null,\"basedOn\":\"0001-01-01T00:00:00Z\"}", "{\"definition\":\"{}\",\"basedOn\":\"9999-12-31T23:59:59+14:00\"}", "{\"definition\":\"\\u0000\\ud800\",\"basedOn\":\"2026-01-01T00:00:00Z\"}",
        "{\"definition\":\"{\\\"elements\\\":[{\\\"name\\\":\\\"\\\\u0000\\\"}]}\",\"basedOn\":\"2026-01-01T00:00:00Z\"}",
        "[{\"id\":\"\\u0000\",\"email\":\"\\ud800\",\"attributes\":5}]", "[{\"id\":null,\"name\":[]}]", "[{\"eventId\":\"e\\u0000\",\"touchpoint\":\"delivery\",\"occurredAt\":\"x\",\"customer\":{}}]",
        "{\"eventId\":\"e\",\"touchpoint\":\"\\ud800\",\"occurredAt\":\"9999-12-31T23:59:59-14:00\",\"customer\":{\"id\":\"c\",\"timeZone\":\"\\u0000\",\"locale\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxx\"},\"context\":[]}",
    ];

    [Fact]
    public async Task No_route_fails_at_ids_and_fields_that_mean_nothing()
    {
        await using var office = await BackOffice.OpenDemoAsync("en");
        var known = await KnownAsync(office);
        var token = (await office.GetAsync("/journeys")).DocumentElement.GetAttribute("data-csrf")!;
        office.Straight.DefaultRequestHeaders.Add("X-CSRF-TOKEN", token);
        office.Straight.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BackOffice.ApiKey);

        var actions = office.The<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<ControllerActionDescriptor>()
            .Where(x => x.ControllerTypeInfo != typeof(ErrorController) && x.AttributeRouteInfo is not null)
            .SelectMany(x => Methods(x).Select(method => (Method: method, Template: x.AttributeRouteInfo!.Template!, Action: x)))
            .OrderBy(x => Last().IsMatch(x.Template)).ThenBy(x => x.Method != HttpMethod.Get).ThenBy(x => x.Template, StringComparer.Ordinal).ToList();
        Assert.True(actions.Count > 80, $"only {actions.Count} routes");
        List<string> failed = [];
        foreach (var values in new[] { null, known })
            foreach (var (method, template, action) in actions)
                foreach (var path in Paths(template, values))
                    foreach (var content in Contents(method, action))
                        await SendAsync(office, method, path, content, failed);

        Assert.True(failed.Count == 0, string.Join("\n", failed.Distinct().Take(40)) + "\n" + string.Join("\n", office.Log.Complaints.Where(x => x.Contains("Exception", StringComparison.Ordinal)).Select(Where).Distinct().Take(40)));
    }

    private static async Task SendAsync(BackOffice office, HttpMethod method, string path, (string Name, Func<HttpContent>? Make, string Query) sent, List<string> failed)
    {
        using var request = new HttpRequestMessage(method, path + sent.Query) { Content = sent.Make?.Invoke() };
        using var response = await office.Straight.SendAsync(request);
        if (!Fine.Contains((int)response.StatusCode)) failed.Add($"{(int)response.StatusCode} {method} {path} with {sent.Name}");
    }

    private static IEnumerable<HttpMethod> Methods(ControllerActionDescriptor action) =>
        (action.ActionConstraints ?? []).OfType<HttpMethodActionConstraint>().SelectMany(x => x.HttpMethods).Select(x => HttpMethod.Parse(x)).DefaultIfEmpty(HttpMethod.Get).Distinct();

    private static IEnumerable<(string Name, Func<HttpContent>? Make, string Query)> Contents(HttpMethod method, ControllerActionDescriptor action)
    {
        var fields = RouteFields.Of(action);
        var reads = method == HttpMethod.Get || method == HttpMethod.Head;
        yield return ("nothing", null, "");
        if (RouteFields.Body(action) is not null)
        {
            foreach (var body in Bodies) yield return ($"the body {body}", () => new StringContent(body, Encoding.UTF8, "application/json"), "");
            yield return ("a body without a type", () => new ByteArrayContent([0, 255, 1]), "");
            yield return ("a form instead of JSON", () => new FormUrlEncodedContent([new("a", "b")]), "");
        }
        else if (!reads)
        {
            yield return ("JSON instead of a form", () => new StringContent("{}", Encoding.UTF8, "application/json"), "");
            yield return ("a file without a name or a type", () => new MultipartFormDataContent { { new ByteArrayContent([0, 255, 1]), "file", new string('f', 300) }, { new ByteArrayContent([]), "File", "empty.json" } }, "");
        }

        if (fields.Count == 0) yield break;
        // The reader of forms in parts lets characters through that the other one refuses.
        if (!reads && RouteFields.Body(action) is null) yield return ("texts in parts with a NUL", () => InParts("a\0b"), "");
        foreach (var text in Texts) yield return Filled($"texts “{Short(text)}”", x => x == typeof(string) ? text : RouteFields.Plausible(x));
        if (fields.Any(x => x.Type != typeof(string)))
            foreach (var other in Others) yield return Filled($"values “{other}”", x => x == typeof(string) ? "x" : other);

        MultipartFormDataContent InParts(string text)
        {
            var parts = new MultipartFormDataContent();
            foreach (var (name, type) in fields) parts.Add(new StringContent(type == typeof(string) ? text : RouteFields.Plausible(type)), name);
            return parts;
        }

        (string, Func<HttpContent>?, string) Filled(string name, Func<Type, string> value)
        {
            var pairs = fields.Select(x => KeyValuePair.Create(x.Name, value(x.Type))).ToList();
            var query = "?" + string.Join('&', pairs.Select(x => $"{x.Key}={Uri.EscapeDataString(x.Value)}"));
            return reads || RouteFields.Body(action) is not null ? (name, null, query) : (name, () => new FormUrlEncodedContent(pairs), "");
        }
    }

    /// <summary>The first lines of an exception, and those of our own code.</summary>
    private static string Where(string complaint) =>
        string.Join("\n", complaint.Split('\n').Where((line, at) => at is 1 || line.Contains("StageSurveys", StringComparison.Ordinal)).Take(4));

    private static string Short(string text) => text.Length > 20 ? $"{text[..5]}… ({text.Length})" : text.Replace("\0", "\\0", StringComparison.Ordinal);

    /// <summary>The addresses of a route: with known values where there are any, else with several that nobody has.</summary>
    private static IEnumerable<string> Paths(string template, Dictionary<string, string>? known)
    {
        if (known is not null)
        {
            yield return "/" + Hole().Replace(template, hole => known.TryGetValue(hole.Groups[1].Value + "/" + hole.Groups[2].Value, out var value)
                ? hole.Groups[1].Value + "/" + value
                : throw new InvalidOperationException($"Say in {nameof(KnownAsync)} what {hole.Value} of {template} may be."));
            yield break;
        }

        if (!template.Contains('{')) yield break;
        foreach (var text in new[] { "nobody", "%01", "a%20b%27%22", new string('x', 2000) })
        {
            yield return "/" + Hole().Replace(template, hole => hole.Groups[1].Value + "/" + (hole.Groups[3].Value switch
            {
                ":guid" => "0194f0a0-0000-7000-8000-000000000009",
                ":int" => "2147483647",
                _ => text,
            }));
            if (!Hole().Matches(template).Any(hole => hole.Groups[3].Value.Length == 0)) yield break;
        }
    }

    private static async Task<Dictionary<string, string>> KnownAsync(BackOffice office)
    {
        var token = await office.InviteInFrenchAsync();
        var import = (await office.UploadAsync("people.csv", "who;mail\nc1;a@example.org\nc2;no address\n")).Split('/')[2];
        async Task<string> Id(string from) => $"{await office.OneAsync<Guid>($"SELECT id FROM {from} ORDER BY id LIMIT 1")}";
        await office.RunAsync(
            """
            INSERT INTO mailbox_messages (id, "from", "to", to_name, subject, locale, received_at, text, html, headers) VALUES (gen_random_uuid(), 'a@example.org', 'b@example.org', '', '', 'en', now(), '', '', '{}')
            """);
        await office.PostAsync("/profiles", "/profiles/1/copy");
        await office.The<ShipContactRules>().RunAsync(true, "Ada", CancellationToken.None);
        var touchpoint = await Id("touchpoints WHERE key = 'delivery'");
        var account = (await office.The<SaveAccount>().RunAsync(null, new AccountInput { Key = "acme", Name = "Acme" }, CancellationToken.None)).Value;
        var contact = (await office.The<AddContact>().RunAsync(account, null, "contact@example.org", "Camille", "en", "user", 1, CancellationToken.None)).Value;
        var manager = await office.AddManagerAsync("manager@example.org", "Max");
        var wave = new { Survey = Guid.Parse(await Id("surveys WHERE key = 'after-delivery'")), Touchpoint = Guid.Parse(touchpoint) };
        var batch = (await office.The<DraftWaves>().RunAsync(new() { AccountIds = [account], SurveyId = wave.Survey, TouchpointId = wave.Touchpoint }, "Ada", CancellationToken.None)).Value;
        var programme = (await office.The<SaveProgramme>().RunAsync(
            new() { Name = new("Relation", "Relation"), SurveyId = wave.Survey, TouchpointId = wave.Touchpoint, EveryMonths = 1, AccountIds = [account], StartsOn = new DateOnly(2027, 1, 4), TimeZone = "Europe/Paris" }, "Ada", CancellationToken.None)).Value;
        return new()
        {
            ["programmes/id"] = $"{programme}",
            ["waves/id"] = await Id($"waves WHERE batch_id = '{batch}'"),
            ["now/batch"] = $"{batch}",
            ["accounts/id"] = $"{account}",
            ["contacts/customer"] = $"{contact}",
            ["people/id"] = $"{manager}",
            ["journeys/key"] = "online-shop",
            ["journeys/id"] = await Id("journeys WHERE key = 'online-shop'"),
            ["cells/touchpoint"] = "delivery",
            ["touchpoints/touchpoint"] = "delivery",
            ["maps/personaKey"] = "loyal",
            ["personas/key"] = "loyal",
            ["rules/version"] = "1",
            ["stages/id"] = await Id("stages"),
            ["touchpoints/key"] = "delivery",
            ["touchpoints/id"] = touchpoint,
            ["triggers/trigger"] = await Id($"triggers WHERE touchpoint_id = '{touchpoint}'"),
            ["contact-rules/id"] = await Id("contact_rules"),
            ["dry-runs/id"] = $"{Guid.NewGuid()}",
            ["tries/tried"] = $"{Guid.NewGuid()}",
            ["surveys/key"] = "after-delivery",
            ["ready/key"] = "after-delivery",
            ["versions/number"] = "1",
            ["profiles/number"] = "2",
            ["recompute/id"] = $"{Guid.NewGuid()}",
            ["customers/id"] = await Id("customers"),
            ["invitations/id"] = await Id("invitations"),
            ["responses/id"] = await Id("responses"),
            ["imports/id"] = import,
            ["mailbox/id"] = await Id("mailbox_messages"),
            ["api-keys/id"] = await Id("identity.api_keys"),
            ["language/language"] = "en",
            ["s/token"] = token,
            ["u/token"] = token,
        };
    }

    // What takes something away comes last, so that the others still find it.
    [GeneratedRegex("sign-out|archive|delete|erase|revoke|opt-out|cancel|^u/|/persona$")]
    private static partial Regex Last();

    [GeneratedRegex(@"([^/{}]+)/\{(\w+)(:\w+)?\??\}")]
    private static partial Regex Hole();
}
