using StageSurveys.Engine.Imports;
using StageSurveys.Engine.Scores;

namespace StageSurveys.Engine.Tests.Imports;

/// <summary>A marketplace of our own invention in the shape of the real one: reviews that find their order and their customer in two other files.</summary>
public sealed class ImportAnswersTests
{
    private const string Orders = """
        order_id,customer_id,order_delivered,order_promised
        o1,k1,2026-01-10 09:00:00,2026-01-10 00:00:00
        o2,k2,2026-01-12 09:00:00,2026-01-11 00:00:00
        o3,k3,2026-01-20 23:30:00,2026-01-25 00:00:00
        o4,k1,,2026-01-10 00:00:00
        """;

    private const string People = "customer_id,person\nk1,anna\nk2,anna\nk3,bruno\n";

    private const string Reviews = """
        review,order,score,title,message,answered
        r1,o1,5,,"Very
        good",2026-01-11 10:00:00
        r2,o2,1,Late,,2026-01-13 10:00:00
        r2,o3,4,,,2026-01-21 10:00:00
        r4,o4,3,,,2026-01-22 10:00:00
        r5,o9,3,,,2026-01-22 10:00:00
        r6,o1,7,,,2026-01-22 10:00:00
        r7,o1,0,,,2026-01-22 10:00:00
        """;

    private const string Mapping = """
        {"version":1,"name":"reviews","kind":"answers","dates":{"zone":"America/Sao_Paulo"},
         "joins":[{"name":"orders","file":"orders.csv","key":"order_id","on":"{order}","columns":["customer_id","order_delivered","order_promised"],"required":true},
                  {"name":"people","file":"people.csv","key":"customer_id","on":"{orders.customer_id}","columns":["person"]}],
         "where":[{"value":"{orders.order_delivered}","empty":false}],
         "customer":{"id":"{people.person}"},
         "answer":{"survey":{"key":"reviews","name":"Reviews"},"key":"{review}|{order}","at":"{answered}","touchpoint":"market-delivery",
           "attributes":{"sales.late":{"dateAfter":["{orders.order_delivered}","{orders.order_promised}"]}},
           "questions":[{"name":"score","value":"{score}","measure":"csat","title":"Score","noAnswer":["0"]},
                        {"name":"comment","value":"{title}\n{message}","measure":"verbatim","title":"Comment"}]},
         "ensure":{"journeys":[{"key":"market","name":"Market","stages":[{"key":"after","name":"After","touchpoints":[{"key":"market-delivery","name":"Delivery"}]}]}],
           "personas":[{"key":"late","name":{"fr":"En retard","en":"Late"},"when":{"all":[{"attribute":"sales.late","operator":"=","value":true}]}},
                       {"key":"on-time","name":{"fr":"À l’heure","en":"On time"},"when":{"all":[{"attribute":"sales.late","operator":"=","value":false}]}}]}}
        """;

    [Fact]
    public async Task Reviews_become_scored_answers_of_the_persona_of_their_own_order()
    {
        await using var desk = await OpenAsync();
        var (state, progress, _) = await desk.RunAsync("reviews.csv", Reviews, Mapping);
        Assert.Equal(ImportState.Finished, state);
        Assert.Equal((7L, 3L, 2L, 2L), (progress.Read, progress.Added, progress.LeftOut, progress.Rejected));
        Assert.Equal(["7 order", "8 score"], progress.First.Select(x => $"{x.Line} {x.Fault.Field}"));
        // Anna has an order in time and a late one: each of her answers belongs to its own order's persona.
        Assert.Equal(["anna late -100", "anna on-time 100", "bruno on-time 50"], await desk.QueryAsync<string>("""
            SELECT c.external_id || ' ' || p.key || ' ' || s.value
            FROM response_scores s JOIN customers c ON c.id = s.customer_id JOIN personas p ON p.id = s.persona_id
            WHERE s.dimension = 'emotion' ORDER BY 1
            """));
        Assert.Equal(["Late", "Very\ngood"], await desk.QueryAsync<string>("SELECT text FROM verbatims ORDER BY 1"));
        Assert.Equal(["reviews:r1|o1", "reviews:r2|o2", "reviews:r2|o3"], await desk.QueryAsync<string>("SELECT external_key FROM responses ORDER BY 1"));
        Assert.Equal(3L, await desk.OneAsync<long>("SELECT sum(n) FROM cell_days WHERE dimension = 'emotion' AND NOT latest"));
        Assert.Equal("2026-01-11 13:00", await desk.OneAsync<string>("SELECT to_char(min(answered_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM responses"));
    }

    [Fact]
    public async Task A_second_run_of_answers_adds_nothing_and_only_changed_questions_make_a_new_version()
    {
        await using var desk = await OpenAsync();
        await desk.RunAsync("reviews.csv", Reviews, Mapping);
        var (_, again, _) = await desk.RunAsync("reviews.csv", Reviews, Mapping);
        Assert.Equal((0L, 3L), (again.Added, again.Unchanged));
        Assert.Equal(1L, await desk.OneAsync<long>("SELECT count(*) FROM survey_versions"));
        Assert.Equal(1L, await desk.OneAsync<long>("SELECT count(*) FROM persona_rule_sets"));
        await desk.RunAsync("reviews.csv", Reviews, Mapping.Replace("\"title\":\"Score\"", "\"title\":\"Your score\""));
        Assert.Equal(2L, await desk.OneAsync<long>("SELECT count(*) FROM survey_versions"));
        Assert.Equal(3L, await desk.OneAsync<long>("SELECT count(*) FROM responses"));
    }

    [Fact]
    public async Task An_answer_that_was_erased_does_not_come_back_with_its_file()
    {
        await using var desk = await OpenAsync();
        await desk.RunAsync("reviews.csv", Reviews, Mapping);
        var late = await desk.OneAsync<Guid>("SELECT id FROM responses WHERE external_key = 'reviews:r2|o2'");
        Assert.True(await desk.Engine.Get<EraseResponse>().RunAsync(late, "Ada", default));

        var (_, again, _) = await desk.RunAsync("reviews.csv", Reviews, Mapping);

        Assert.Equal((0L, 3L), (again.Added, again.Unchanged));
        Assert.Equal(["reviews:r1|o1", "reviews:r2|o3"], await desk.QueryAsync<string>("SELECT external_key FROM responses ORDER BY 1"));
        Assert.Equal(["Very\ngood"], await desk.QueryAsync<string>("SELECT text FROM verbatims"));
    }

    [Fact]
    public async Task An_import_that_breaks_off_is_finished_by_running_it_again()
    {
        await using var desk = await OpenAsync();
        var rows = "review,order,score,title,message,answered\n"
            + string.Concat(Enumerable.Range(0, 2500).Select(i => $"x{i},o1,{1 + i % 5},,,2026-02-01 10:00:00\n"));
        // The second batch meets a table that refuses it.
        await desk.OneAsync<object>("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN IF NEW.external_key LIKE '%x1500|%' THEN RAISE 'the disk is full'; END IF; RETURN NEW; END $f$;
            CREATE TRIGGER refuse BEFORE INSERT ON responses FOR EACH ROW EXECUTE FUNCTION refuse(); SELECT 1
            """);
        var (state, first, fault) = await desk.RunAsync("reviews.csv", rows, Mapping);
        Assert.Equal((ImportState.Failed, 1000L), (state, first.Added));
        Assert.Contains("the disk is full", fault!.InEnglish);
        await desk.OneAsync<object>("DROP TRIGGER refuse ON responses; SELECT 1");
        var (finished, second, _) = await desk.RunAsync("reviews.csv", rows, Mapping);
        Assert.Equal((ImportState.Finished, 1500L, 1000L), (finished, second.Added, second.Unchanged));
        Assert.Equal(2500L, await desk.OneAsync<long>("SELECT count(*) FROM responses WHERE scored_at IS NOT NULL"));
    }

    [Fact]
    public async Task One_row_can_measure_several_touchpoints_and_codes_without_an_answer_measure_nothing()
    {
        await using var desk = await ImportDesk.OpenAsync();
        var (_, progress, _) = await desk.RunAsync("guests.csv", "who,signs,wifi,again\n1,5,6,9\n2,Blank,2,11\n3,0,6,11\n", """
            {"version":1,"name":"guests","kind":"answers","dates":{"formats":["yyyy-M-d"]},"customer":{"id":"guest-{who}"},
             "answer":{"survey":{"key":"guests","name":"Guests"},"key":"{who}","at":"2026-5-4","touchpoint":"hall",
               "questions":[{"name":"signs","value":"{signs}","measure":"csat","touchpoint":"signs","noAnswer":["0","6","Blank"]},
                            {"name":"wifi","value":"{wifi}","measure":"csat","touchpoint":"wifi","noAnswer":["0","6"]},
                            {"name":"again","value":"{again}","measure":"nps","noAnswer":["11"]}]},
             "ensure":{"journeys":[{"key":"visit","name":"Visit","stages":[{"key":"in","name":"In","phase":"during",
               "touchpoints":[{"key":"hall","name":"Hall"},{"key":"signs","name":"Signs"},{"key":"wifi","name":"Wi-Fi"}]}]}]}}
            """);
        Assert.Equal((2L, 1L, 0L), (progress.Added, progress.LeftOut, progress.Rejected));
        Assert.Equal(["hall 80", "signs 100", "wifi -50"], await desk.QueryAsync<string>("""
            SELECT t.key || ' ' || s.value FROM response_scores s JOIN touchpoints t ON t.id = s.touchpoint_id WHERE dimension = 'emotion' ORDER BY 1
            """));
    }

    private static async Task<ImportDesk> OpenAsync()
    {
        var desk = await ImportDesk.OpenAsync();
        desk.Write("orders.csv", Orders);
        desk.Write("people.csv", People);
        return desk;
    }
}
