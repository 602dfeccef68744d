using Npgsql;
using StageSurveys.Engine.Scores;

namespace StageSurveys.Web.Tests.Exports;

/// <summary>A journey of three touchpoints in two stages with answers: personas "many" and "others" may be shown, "few" and "rare" never.</summary>
internal static class AnsweredShop
{
    /// <summary>What one customer wrote: a spreadsheet would run it.</summary>
    public const string Formula = "=HYPERLINK(\"http://x\";\"gagné\")";

    public static async Task FillAsync(BackOffice office, string name = "Livraison à l’été")
    {
        await using var command = office.The<NpgsqlDataSource>().CreateCommand(
            """
            DO $do$
            DECLARE journey uuid := gen_random_uuid(); purchase uuid := gen_random_uuid(); after uuid := gen_random_uuid(); survey uuid := gen_random_uuid();
                    version uuid := gen_random_uuid(); persona record; place record; customer uuid;
            BEGIN
              INSERT INTO journeys (id, key, channel_strategy, created_at, name_en, name_fr) VALUES (journey, 'shop', 'Omnichannel', now(), 'Shop', 'Boutique');
              INSERT INTO stages (id, journey_id, key, phase, position, name_en, name_fr)
              VALUES (purchase, journey, 'purchase', 'During', 0, 'Purchase', 'Achat'), (after, journey, 'after', 'After', 1, 'After', 'Post-achat');
              INSERT INTO surveys (id, key, draft, draft_updated_at, is_imported, created_at, mail_body_en, mail_body_fr, mail_subject_en, mail_subject_fr, name_en, name_fr)
              VALUES (survey, 's', '{}', now(), false, now(), '', '', '', '', 'S', 'S');
              INSERT INTO survey_versions (id, survey_id, number, definition, published_at, published_by) VALUES (version, survey, 1,
                '{"elements":[{"type":"rating","name":"face","measure":"face","rateMax":5},{"type":"radiogroup","name":"goal","measure":"goal","choices":["yes","no"]},
                  {"type":"problemlist","name":"p","measure":"problems","problems":[{"value":"late","text":{"default":"Late","fr":"En retard"}}]},
                  {"type":"comment","name":"c","measure":"verbatim"}]}', now(), '');
              FOR persona IN SELECT gen_random_uuid() AS id, * FROM (VALUES ('many', 12, 2), ('others', 12, 4), ('few', 4, 5), ('rare', 4, 5)) AS p (key, people, face) LOOP
                INSERT INTO personas (id, key, colour, traits, position, is_fallback, description_en, description_fr, name_en, name_fr, quote_en, quote_fr)
                VALUES (persona.id, persona.key, '#112233', '{"sales":{"fr":"Panier élevé","en":"Large basket"}}', 1, false, '', '', initcap(persona.key), 'Les ' || persona.key, '', 'Où est-ce ?');
              END LOOP;
              FOR place IN SELECT gen_random_uuid() AS id, * FROM (VALUES (purchase, 'payment', 'Web', 'Payment', 'Paiement', 'Web', false), (after, 'delivery', 'Delivery', 'Delivery', $name$NAME$name$, 'Logistics', true),
                  (after, 'support', 'Phone', 'Support', 'Aide', '', false)) AS t (stage, key, channel, en, fr, team, moment) LOOP
                INSERT INTO touchpoints (id, stage_id, key, channel, is_mandatory, is_key_moment, owner_team, owner_person, position, goal_en, goal_fr, name_en, name_fr)
                VALUES (place.id, place.stage, place.key, place.channel, true, place.moment, place.team, '', 0, 'Know it', 'Être sûre', place.en, place.fr);
                FOR persona IN SELECT p.id, v.* FROM (VALUES ('many', 12, 2), ('others', 12, 4), ('few', 4, 5), ('rare', 4, 5)) AS v (key, people, face) JOIN personas p ON p.key = v.key LOOP
                  CONTINUE WHEN place.key = 'support' AND persona.key = 'many';
                  FOR i IN 1..persona.people LOOP
                    customer := gen_random_uuid();
                    INSERT INTO responses (id, survey_version_id, touchpoint_id, customer_id, persona_id, persona_rule_set_version, locale, answers, answered_at, received_at, scored_at)
                    VALUES (gen_random_uuid(), version, place.id, customer, persona.id, 1, 'fr', jsonb_build_object('face', 1 + (persona.face + i % 2) % 5, 'goal', CASE WHEN i % 3 = 0 THEN 'no' ELSE 'yes' END,
                      'p', CASE WHEN i % 4 = 0 THEN '[{"problem":"late","severity":3,"resolved":"no"}]'::jsonb ELSE '"none"'::jsonb END,
                      'c', CASE WHEN persona.people = 4 THEN 'only four wrote this' WHEN i = 12 THEN $formula$FORMULA$formula$ ELSE 'bien 🚚 « reçu »' END), now() - interval '1 day', now() - interval '1 day', now());
                  END LOOP;
                END LOOP;
              END LOOP;
            END $do$
            """.Replace("NAME", name, StringComparison.Ordinal).Replace("FORMULA", Formula, StringComparison.Ordinal));
        await command.ExecuteNonQueryAsync();
        await using var all = office.The<NpgsqlDataSource>().CreateCommand("SELECT id FROM responses");
        List<Guid> ids = [];
        await using (var reader = await all.ExecuteReaderAsync())
            while (await reader.ReadAsync()) ids.Add(reader.GetGuid(0));
        await office.The<ScoreResponses>().RunAsync(ids, CancellationToken.None);
    }
}
