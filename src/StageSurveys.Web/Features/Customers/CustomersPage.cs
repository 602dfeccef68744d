using StageSurveys.Engine.Customers;
using StageSurveys.Web.Features.Personas;
using StageSurveys.Web.Features.Shared;

namespace StageSurveys.Web.Features.Customers;

/// <summary>The list of customers.</summary>
/// <param name="Search">Id of the search, as the URL names it.</param>
/// <param name="Total">Customers that the search and the filter leave.</param>
/// <param name="All">Whether there is any customer at all.</param>
public sealed record CustomersPage(
    string? Search, string? Words, string? Persona, int Total, bool All, IReadOnlyList<FoundCustomer> Customers, IReadOnlyList<PersonaChoice> Personas, Pager Pager)
{
    /// <summary>The persona of a line; an archived one is not offered but still named.</summary>
    public PersonaChoice? PersonaOf(FoundCustomer customer) => Personas.FirstOrDefault(x => x.Id == customer.PersonaId);
}
