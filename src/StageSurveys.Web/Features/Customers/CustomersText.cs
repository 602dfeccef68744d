namespace StageSurveys.Web.Features.Customers;

/// <summary>Marks the texts of the customers' screens; the English text is the key.</summary>
public sealed class CustomersText;
