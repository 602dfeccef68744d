using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using StageSurveys.Contracts;
using StageSurveys.Engine.Customers;

namespace StageSurveys.Web.Api;

/// <summary>What became of one customer of the request, in its order.</summary>
public sealed record CustomerAnswer
{
    /// <summary>The id that was sent.</summary>
    public required string? Id { get; init; }

    /// <summary>created, updated, unchanged or rejected.</summary>
    public required string Status { get; init; }

    /// <summary>The field that stood in the way of a rejected customer.</summary>
    public string? Field { get; init; }

    /// <summary>Why it was rejected.</summary>
    public string? Reason { get; init; }
}

/// <summary>Customers by the API.</summary>
[ApiController, Route("api/v1/customers"), Authorize(Policy = "Api"), IgnoreAntiforgeryToken]
public sealed class CustomersController(UpsertCustomers upsert) : ControllerBase
{
    /// <summary>Most customers in one request.</summary>
    public const int MaxItems = 1000;

    /// <summary>Stores up to 1,000 customers. Fields that are missing leave what is known; one bad customer rejects itself, not the rest.</summary>
    [HttpPut, RequestSizeLimit(16 * 1024 * 1024)]
    [ProducesResponseType<IReadOnlyList<CustomerAnswer>>(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest)]
    public async Task<IActionResult> Put([FromBody] CustomerMessage?[] customers, CancellationToken cancel)
    {
        if (customers.Length > MaxItems) return Problem(statusCode: 400, title: "Too many customers", detail: $"At most {MaxItems} customers fit into one request.");
        var results = await upsert.RunAsync(customers, cancel);
        return Ok(results.Select((x, i) => new CustomerAnswer
        {
            Id = customers[i]?.Id,
            Status = x.Status.ToString().ToLowerInvariant(),
            Field = x.Fault?.Field,
            Reason = x.Fault?.InEnglish,
        }));
    }
}
