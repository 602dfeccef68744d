using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Data;
using StageSurveys.Engine.Invitations.Policy;
using StageSurveys.Engine.Personas;
using StageSurveys.Web.Features.Customers;
using StageSurveys.Web.Features.Personas;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Features.Touchpoints;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Invitations;

/// <summary>« Règles de contact »: who may be asked how often, in plain sentences.</summary>
[Route("contact-rules")]
public sealed class ContactRulesController(
    StageSurveysDb db, SaveContactRule save, SwitchContactRule turn, MoveContactRule move, RemoveContactRule remove, ShipContactRules ship, ReadDryRun dryRuns, ContactRuleWords words,
    IStringLocalizer<PersonasText> personas, IStringLocalizer<ContactRulesText> texts) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken cancel)
    {
        var rules = await db.ContactRules.AsNoTracking().Where(x => x.RemovedAt == null).OrderBy(x => x.Position).ThenBy(x => x.Id).ToListAsync(cancel);
        var sentences = await words.SentencesAsync(db, rules, cancel);
        return View(new ContactRulesPage(
            [.. rules.Select((x, i) => new ContactRuleLine(x.Id, x.Key, x.Kind, x.Name.Here(), sentences[i], x.Reason.Here(), x.IsActive, x.ChangedAt, x.ChangedBy))],
            await db.Customers.LongCountAsync(x => x.OptedOutAt != null, cancel), await db.SuppressedAddresses.LongCountAsync(cancel),
            await dryRuns.LatestAsync(3, cancel), await db.ZoneAsync(cancel)));
    }

    [HttpGet("new")]
    public async Task<IActionResult> New(ContactRuleKind? kind, CancellationToken cancel)
    {
        ModelState.Clear();
        if (kind is not { } chosen || !Enum.IsDefined(chosen))
            return View("Kinds", new ContactKindsPage([.. Order.Select(x => (x, words.Kind(x), words.About(x)))]));
        var (name, reason) = Suggestions[chosen];
        return View("Edit", await FillAsync(ContactRuleForm.New(chosen, name, reason), cancel));
    }

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> Edit(Guid id, CancellationToken cancel) =>
        await db.ContactRules.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id && x.RemovedAt == null, cancel) is { } rule
            ? View(await FillAsync(ContactRuleForm.Of(rule), cancel)) : NotFound();

    [HttpPost("new"), HttpPost("{id:guid}")]
    public async Task<IActionResult> Save(Guid? id, ContactRuleForm form, CancellationToken cancel)
    {
        ModelState.Clear();
        form.RuleId = id;
        if (id is { } known)
        {
            if (await db.ContactRules.Where(x => x.Id == known && x.RemovedAt == null).Select(x => (ContactRuleKind?)x.Kind).SingleOrDefaultAsync(cancel) is not { } kind) return NotFound();
            form.Kind = kind;
        }
        else if (!Enum.IsDefined(form.Kind)) return RedirectToAction(nameof(New));
        if (!Enum.IsDefined(form.Over)) form.Over = WhenOver.Drop;

        await FillAsync(form, cancel);
        var saved = await save.RunAsync(form.ToInput(), User.Shown(), cancel);
        if (saved.Ok)
        {
            TempData.Notice(texts["The rule “{0}” is saved. What is planned already stays as it is.", new LocalText(form.NameFr ?? "", form.NameEn ?? "").Here()]);
            return RedirectToAction(nameof(Index));
        }

        // What persona rules say of conditions stands in their own texts.
        foreach (var fault in saved.Faults)
            ModelState.AddModelError(fault.Field, fault.Field == nameof(ContactLimits.When) ? personas.Say(fault) : texts.Say(fault));
        return View("Edit", form);
    }

    [HttpPost("{id:guid}/switch")]
    public async Task<IActionResult> Switch(Guid id, bool on, CancellationToken cancel)
    {
        if (await turn.RunAsync(id, on, User.Shown(), cancel) is not { } name) return NotFound();
        TempData.Notice(on ? texts["The rule “{0}” is on.", name.Here()] : texts["The rule “{0}” is off.", name.Here()], $"/contact-rules/{id}/switch?on={(on ? "false" : "true")}");
        return RedirectToAction(nameof(Index));
    }

    [HttpPost("{id:guid}/move")]
    public async Task<IActionResult> Move(Guid id, bool up, CancellationToken cancel) =>
        await move.RunAsync(id, up, User.Shown(), cancel) is null ? NotFound() : RedirectToAction(nameof(Index));

    [HttpPost("{id:guid}/remove")]
    public async Task<IActionResult> Remove(Guid id, CancellationToken cancel)
    {
        if (await remove.RunAsync(id, back: false, User.Shown(), cancel) is not { } name) return NotFound();
        TempData.Notice(texts["The rule “{0}” is removed.", name.Here()], $"/contact-rules/{id}/restore");
        return RedirectToAction(nameof(Index));
    }

    [HttpPost("{id:guid}/restore")]
    public async Task<IActionResult> Restore(Guid id, CancellationToken cancel)
    {
        if (await remove.RunAsync(id, back: true, User.Shown(), cancel) is not { } name) return NotFound();
        TempData.Notice(texts["The rule “{0}” is back.", name.Here()]);
        return RedirectToAction(nameof(Index));
    }

    [HttpPost("ship")]
    public async Task<IActionResult> Ship(CancellationToken cancel)
    {
        await ship.RunAsync(asked: true, User.Shown(), cancel);
        return RedirectToAction(nameof(Index));
    }

    /// <summary>The kinds as they are offered: the ones that every workspace wants first.</summary>
    private static readonly ContactRuleKind[] Order =
    [
        ContactRuleKind.GapAnySurvey, ContactRuleKind.GapSameSurvey, ContactRuleKind.MaxPerPerson, ContactRuleKind.Hours, ContactRuleKind.Priority, ContactRuleKind.MaxPerAccount,
        ContactRuleKind.MaxPerDay, ContactRuleKind.Sampling, ContactRuleKind.Personas, ContactRuleKind.Attributes,
    ];

    private static readonly Dictionary<ContactRuleKind, (LocalText Name, LocalText Reason)> Suggestions = new()
    {
        [ContactRuleKind.GapAnySurvey] = (new("Repos entre deux enquêtes", "Rest between two surveys"), new("invité récemment à une autre enquête", "asked for another survey lately")),
        [ContactRuleKind.GapSameSurvey] = (new("Repos pour une même enquête", "Rest for the same survey"), new("déjà invité récemment à cette enquête", "asked for this very survey lately")),
        [ContactRuleKind.MaxPerPerson] = (new("Maximum par personne", "Maximum for a person"), new("déjà invité assez souvent", "asked often enough already")),
        [ContactRuleKind.MaxPerAccount] = (new("Maximum par entreprise", "Maximum for a company"), new("assez de personnes de cette entreprise sont déjà invitées", "enough people of this company are asked already")),
        [ContactRuleKind.MaxPerDay] = (new("Maximum par jour", "Maximum for a day"), new("la journée est complète", "the day is full")),
        [ContactRuleKind.Hours] = (new("Heures et jours d’envoi", "Hours and weekdays"), new("attend une heure convenable chez le client", "waits for a decent hour where the customer lives")),
        [ContactRuleKind.Priority] = (new("Ordre des enquêtes", "Order of surveys"), new("une enquête plus importante passe d’abord", "a more important survey goes first")),
        [ContactRuleKind.Sampling] = (new("Échantillon", "Sample"), new("hors de l’échantillon", "not in the sample")),
        [ContactRuleKind.Personas] = (new("Personas concernés", "Personas asked"), new("hors des personas de cette règle", "not one of this rule’s personas")),
        [ContactRuleKind.Attributes] = (new("Clients concernés", "Customers asked"), new("écarté d’après ce qu’on sait du client", "left out by what is known of the customer")),
    };

    private async Task<ContactRuleForm> FillAsync(ContactRuleForm form, CancellationToken cancel)
    {
        form.AllSurveys = [.. (await db.Surveys.AsNoTracking().Where(x => !x.IsImported && (x.ArchivedAt == null || form.Surveys.Contains(x.Id))).Select(x => new { x.Id, x.Name }).ToListAsync(cancel))
            .Select(x => new Choice(x.Id, x.Name.Here())).OrderBy(x => x.Text, StringComparer.CurrentCulture)];
        form.AllPersonas = [.. (await PersonaChoice.ReadAsync(db, cancel)).Select(x => new Choice(x.Id, x.Name.Here()))];
        var builtIn = new RuleWords(personas);
        form.AllAttributes =
        [
            .. (await AttributeField.DefinitionsAsync(db, cancel)).Values.OrderBy(x => x.Group).ThenBy(x => x.Name.Here(), StringComparer.CurrentCulture)
                .Select(x => new AttributeChoice(x.Key, $"{Terms.Of(x.Group)} · {x.Name.Here()}", x.Kind)),
            .. RuleAttributes.BuiltIn.Select(x => new AttributeChoice(x.Key, builtIn.BuiltIn(x.Key), x.Kind)),
        ];
        form.Zone = await db.ZoneAsync(cancel);
        if (form.RuleId is { } id)
        {
            var changes = await db.ContactRuleChanges.AsNoTracking().Where(x => x.RuleId == id).OrderByDescending(x => x.Id).Take(20).ToListAsync(cancel);
            var said = await words.SentencesAsync(db, [.. changes.Select(x => new ContactRule { Key = "", Kind = form.Kind, Name = x.Name, Reason = x.Reason, Limits = x.Limits })], cancel);
            form.History = [.. changes.Select((x, i) => new ContactRuleChangeLine(x.At, x.By, x.Step, said[i]))];
        }

        return form;
    }
}
