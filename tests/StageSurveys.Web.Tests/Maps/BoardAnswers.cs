using Npgsql;
using StageSurveys.Engine.Scores;

namespace StageSurveys.Web.Tests.Maps;

/// <summary>
/// A journey "shop" of two stages for tests of what stands around the board: "delivery" (delivery channel) and "support" (phone), two stages, personas many, others,
/// few and rare. Answers of the last weeks and of the quarter before; "few" has four people lately, which must never be seen.
/// </summary>
internal static class BoardAnswers
{
    public static async Task StoreAsync(BackOffice office)
    {
        await office.RunAsync(
            """
            INSERT INTO journeys (id, key, channel_strategy, created_at, name_en, name_fr) VALUES (gen_random_uuid(), 'shop', 'Omnichannel', now(), 'Shop', 'Boutique');
            INSERT INTO stages (id, journey_id, key, phase, position, name_en, name_fr)
            SELECT gen_random_uuid(), j.id, s.key, 'After', s.position, s.en, s.fr FROM journeys j, (VALUES ('after', 0, 'After', 'Post-achat'), ('help', 1, 'Help', 'Aide')) AS s (key, position, en, fr);
            INSERT INTO touchpoints (id, stage_id, key, channel, is_mandatory, is_key_moment, owner_team, owner_person, position, goal_en, goal_fr, name_en, name_fr)
            SELECT gen_random_uuid(), s.id, t.key, t.channel, true, t.key = 'delivery', t.team, 'Inès', 0, '', '', t.en, t.fr FROM stages s
            JOIN (VALUES ('after', 'delivery', 'Delivery', 'Logistics', 'Delivery', 'Livraison'), ('help', 'support', 'Phone', 'Care', 'Support', 'Support')) AS t (stage, key, channel, team, en, fr) ON t.stage = s.key;
            INSERT INTO surveys (id, key, draft, draft_updated_at, is_imported, created_at, mail_body_en, mail_body_fr, mail_subject_en, mail_subject_fr, name_en, name_fr)
            VALUES (gen_random_uuid(), 's', '{}', now(), false, now(), '', '', '', '', 'S', 'S');
            INSERT INTO survey_versions (id, survey_id, number, definition, published_at, published_by)
            SELECT gen_random_uuid(), id, 1, '{"elements":[{"type":"rating","name":"face","measure":"face","rateMax":5},{"type":"radiogroup","name":"goal","measure":"goal","choices":["yes","partly","no"]},
              {"type":"rating","name":"csat","measure":"csat","rateMax":5},{"type":"rating","name":"nps","measure":"nps","rateMin":0,"rateMax":10},{"type":"emotionpicker","name":"word","measure":"emotion"},
              {"type":"problemlist","name":"problems","measure":"problems","problems":[{"value":"late","text":{"default":"Late","fr":"En retard"}}]},
              {"type":"comment","name":"c","measure":"verbatim"}]}', now(), '' FROM surveys WHERE key = 's';
            INSERT INTO personas (id, key, colour, traits, position, is_fallback, description_en, description_fr, name_en, name_fr, quote_en, quote_fr)
            SELECT gen_random_uuid(), p, '#112233', '{}', 1, false, '', '', 'Persona ' || p, 'Persona ' || p, '', '' FROM unnest(ARRAY['many', 'others', 'few', 'rare']) AS p;
            """);
        foreach (var (persona, touchpoint, people, face, daysAgo) in new[]
        {
            ("many", "delivery", 40, 2, 20), ("many", "delivery", 40, 4, 120), ("others", "delivery", 15, 3, 20), ("others", "delivery", 15, 3, 120),
            ("few", "delivery", 4, 5, 20), ("few", "delivery", 9, 5, 120), ("many", "support", 30, 5, 20), ("many", "support", 30, 5, 120), ("others", "support", 12, 4, 20), ("others", "support", 12, 4, 120),
        }) await AddAsync(office, persona, touchpoint, people, face, daysAgo);
        await ScoreAsync(office);
    }

    /// <summary>So many people who all answer alike; a persona "few" writes what nobody may read.</summary>
    public static Task AddAsync(BackOffice office, string persona, string touchpoint, int people, int face, int daysAgo) => office.RunAsync(
        """
        INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at)
        SELECT gen_random_uuid(), v.id, t.id, gen_random_uuid(), p.id, 1, 'en', jsonb_build_object('face', $4::int, 'goal', CASE WHEN $4 > 3 THEN 'yes' ELSE 'no' END, 'csat', $4::int,
            'problems', CASE WHEN $4 > 2 THEN '"none"'::jsonb ELSE '[{"problem":"late","severity":3,"resolved":"no"}]'::jsonb END,
            'c', CASE WHEN $1 = 'few' THEN 'only four wrote this' ELSE 'fine' END), now() - make_interval(days => $5), now() - make_interval(days => $5)
        FROM survey_versions v, touchpoints t, personas p, generate_series(1, $3) WHERE t.key = $2 AND p.key = $1
        """, persona, touchpoint, people, face, daysAgo);

    public static async Task ScoreAsync(BackOffice office)
    {
        await using var command = office.The<NpgsqlDataSource>().CreateCommand("SELECT id FROM responses");
        List<Guid> ids = [];
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) ids.Add(reader.GetGuid(0));
        await office.The<ScoreResponses>().RunAsync(ids, CancellationToken.None);
    }
}
