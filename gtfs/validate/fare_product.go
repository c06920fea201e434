package validate

var multipleDefaults = Notice{"fare_product_with_multiple_default_rider_categories", Error, "fare_products.txt", "csvRowNumber1 fareProductId riderCategoryId1 csvRowNumber2 riderCategoryId2", "Satu produk tarif punya lebih dari satu golongan penumpang baku.", "A fare product has more than one default rider category."}

// fareProducts wants at most one default rider category of a product.
var fareProducts = rule{notices: []*Notice{&multipleDefaults}, feed: func(r *run) {
	riders, t := r.feed.Table("rider_categories.txt"), r.feed.Table("fare_products.txt")
	isDefault := map[string]bool{}
	riderID, byDefault := riders.Column("rider_category_id"), riders.Column("is_default_fare_category")
	for row := range riders.Len() {
		isDefault[riderID.Of(row)] = byDefault.Of(row) == "1"
	}
	id, rider := t.Column("fare_product_id"), t.Column("rider_category_id")
	first := map[string]int{}
	for row := range t.Len() {
		if !isDefault[rider.Of(row)] {
			continue
		}
		before, twice := first[id.Of(row)]
		if !twice {
			first[id.Of(row)] = row
		} else if rider.Of(before) != rider.Of(row) {
			r.add(&multipleDefaults, t.Line(before), id.Of(row), rider.Of(before), t.Line(row), rider.Of(row))
		}
	}
}}
