using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using StageSurveys.Engine;
using StageSurveys.Engine.Customers;
using StageSurveys.Engine.Data;
using StageSurveys.Web.Features.Shared;
using StageSurveys.Web.Hosting;

namespace StageSurveys.Web.Features.Customers;

/// <summary>One attribute and what it is called.</summary>
public sealed class AttributeName
{
    public string Key { get; set => field = value ?? ""; } = "";
    public string? Fr { get; set; }
    public string? En { get; set; }
    public AttributeGroup Group { get; set; }
    public AttributeKind Kind { get; set; }
}

/// <summary>All known attributes.</summary>
public sealed class AttributesForm
{
    public List<AttributeName> Names { get; set; } = [];
}

/// <summary>What the attributes of customers are called, in both languages.</summary>
[Route("/customers/attributes")]
public sealed class AttributesController(IDbContextFactory<StageSurveysDb> databases, IStringLocalizer<CustomersText> texts) : Controller
{
    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var definitions = await AttributeField.DefinitionsAsync(db, cancel);
        return View("Attributes", new AttributesForm
        {
            Names = [.. definitions.Values.OrderBy(x => x.Group).ThenBy(x => x.Key)
                .Select(x => new AttributeName { Key = x.Key, Fr = x.Name.Fr, En = x.Name.En, Group = x.Group, Kind = x.Kind })],
        });
    }

    [HttpPost(""), RequestFormLimits(ValueCountLimit = WebSetup.ManyFields)]
    public async Task<IActionResult> Index(AttributesForm form, [FromServices] NameAttributes name, CancellationToken cancel)
    {
        var names = form.Names.GroupBy(x => x.Key).ToDictionary(x => x.Key, x => new LocalText(x.First().Fr?.Trim() ?? "", x.First().En?.Trim() ?? ""));
        var saved = await name.RunAsync(names, cancel);
        if (saved.Ok)
        {
            TempData.Notice(texts["The names are saved."]);
            return RedirectToAction(nameof(Index));
        }

        ModelState.Clear();
        ModelState.AddFaults(saved.Faults, texts);
        return View("Attributes", form);
    }
}
